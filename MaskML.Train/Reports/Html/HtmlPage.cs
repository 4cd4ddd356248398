using MaskML.Predict.Files;

namespace MaskML.Train.Reports.Html;

/// <summary>A part of a page.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Content">Its content; a section without content is not shown.</param>
internal sealed record HtmlSection(string Title, Markup Content);

/// <summary>
/// The frame of a report: one file without scripts and without references to other files or the network, for light and dark themes, paper
/// and phones.
/// </summary>
internal static class HtmlPage
{
    private static readonly Lazy<string> Style = new(() => Resource.Text("page.css"));

    /// <summary>Writes a page and publishes it by rename.</summary>
    /// <param name="path">The file.</param>
    /// <param name="title">The title.</param>
    /// <param name="lead">The text below the title.</param>
    /// <param name="sections">The page's parts.</param>
    public static void Write(string path, string title, Markup lead, IEnumerable<HtmlSection> sections) =>
        AtomicFile.WriteText(path, Of(title, lead, sections).Html);

    /// <summary>The page, with a policy that forbids the browser to load anything.</summary>
    /// <param name="title">The title.</param>
    /// <param name="lead">The text below the title.</param>
    /// <param name="sections">The page's parts; those without content are left out.</param>
    public static Markup Of(string title, Markup lead, IEnumerable<HtmlSection> sections)
    {
        HtmlSection[] shown = [.. sections.Where(section => section.Content.Html.Length > 0)];
        return Markup.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
            <title>{title}</title>
            <style>
            {new Markup(Style.Value)}
            </style>
            </head>
            <body>
            <header>
            <h1>{title}</h1>
            <p class="lead">{lead}</p>
            <nav>{shown.Select((section, i) => Markup.Of($"""<a href="#s{i}">{section.Title}</a> """))}</nav>
            </header>
            <main>
            {shown.Select((section, i) => Markup.Of($"""
                <section id="s{i}">
                <h2>{section.Title}</h2>
                {section.Content}
                </section>

                """))}
            </main>
            </body>
            </html>

            """);
    }
}
