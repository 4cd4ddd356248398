namespace MaskML.Cli.Terminal;

/// <summary>A command that handles SIGTERM itself, so that it can finish running requests before it returns.</summary>
internal sealed class ServiceCommand(string name, string description) : Command(name, description);
