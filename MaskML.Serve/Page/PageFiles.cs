using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.FileProviders;

namespace MaskML.Serve.Page;

/// <summary>The web page, embedded in the assembly from <c>wwwroot</c>.</summary>
internal static class PageFiles
{
    /// <summary>The page that labels crops.</summary>
    public const string Review = "/review";

    private static readonly PathString[] Pages = ["/cameras", Review, "/runs"];
    private static readonly string[] Start = ["index.html"];

    /// <summary>Serves the pages, each at its name without extension. Browsers revalidate it by its ETag on each visit.</summary>
    public static void UsePage(this WebApplication app)
    {
        var files = new ManifestEmbeddedFileProvider(typeof(PageFiles).Assembly, "wwwroot");
        app.Use((context, next) =>
        {
            context.Request.Path = Pages.Contains(context.Request.Path) ? context.Request.Path + ".html" : context.Request.Path;
            return next(context);
        });
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files, DefaultFileNames = Start });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
        });
    }
}
