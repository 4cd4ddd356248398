namespace MaskML.Predict.Files;

/// <summary>Turns failures of files into messages for the user.</summary>
internal static class FileFault
{
    /// <summary>Does some work; a missing file, a full disk or a lack of rights becomes another exception.</summary>
    /// <param name="work">The work.</param>
    /// <param name="explain">Creates the exception from the failure.</param>
    public static T Explain<T>(Func<T> work, Func<Exception, Exception> explain)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw explain(e);
        }
    }

    /// <inheritdoc cref="Explain{T}"/>
    public static void Explain(Action work, Func<Exception, Exception> explain) => Explain(
        () =>
        {
            work();
            return true;
        },
        explain);
}
