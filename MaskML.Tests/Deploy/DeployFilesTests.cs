using System.CommandLine;
using System.Text.RegularExpressions;
using MaskML.Cli.Commands;
using MaskML.Cli.Configuration;
using MaskML.Cli.Terminal;
using MaskML.Fleet.Cameras;
using MaskML.Serve.Contracts;
using MaskML.Tests.Commands;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Deploy;

/// <summary>Tests that the container, systemd and Kubernetes files agree with the program and with each other.</summary>
public sealed partial class DeployFilesTests
{
    private static readonly string[] Files =
        ["Dockerfile", "deploy/maskml.service", "deploy/kubernetes.yaml", "deploy/compose.yaml", "docs/deploy.md"];

    private static readonly string[] FleetFiles = ["deploy/fleet.kubernetes.yaml", "deploy/fleet.compose.yaml", "docs/fleet.md"];

    [Fact]
    public void Environment_keys_are_keys_of_the_configuration()
    {
        string[] keys = [.. Files.Concat(FleetFiles)
            .SelectMany(file => Variable().Matches(Read(file))).Select(match => match.Groups[1].Value)];
        Assert.Contains("serve__url", keys);
        foreach (string key in keys)
        {
            ConfigKey? at = ConfigKey.Root;
            foreach (string name in key.Split("__"))
            {
                at = at?.Find(name);
            }

            Assert.True(at is { Kind: not ConfigKind.Section }, $"MASKML__{key} is not a key of the configuration.");
        }
    }

    [Fact]
    public void Environment_values_are_valid()
    {
        Dictionary<string, string> environment = [];
        foreach (Match match in Assignment().Matches(Read("Dockerfile")))
        {
            environment[match.Groups[1].Value] = match.Groups[2].Value;
        }

        foreach (Match match in Entry().Matches(Read("deploy/kubernetes.yaml")))
        {
            environment[match.Groups[1].Value] = match.Groups[2].Value.Trim('"');
        }

        Assert.Contains("MASKML__serve__url", environment.Keys);
        using var folder = new TempFolder();
        MaskMLConfig config = ConfigLoader.Load(null, environment, [], folder.Path).Config;
        Assert.Equal(Number(Read("Dockerfile"), "EXPOSE "), new Uri(config.Serve.Url.Replace("*", "any", StringComparison.Ordinal)).Port);

        // Pod and systemd service have enough time to drain and to finish running requests.
        double needed = config.Serve.DrainSeconds + config.Serve.ShutdownSeconds;
        Assert.True(Number(Read("deploy/kubernetes.yaml"), "terminationGracePeriodSeconds: ") > needed);
        Assert.True(Number(Read("deploy/maskml.service"), "TimeoutStopSec=") > needed);
        Assert.True(Number(Read("deploy/compose.yaml"), "stop_grace_period: ") > needed);
    }

    [Fact]
    public void Ports_and_probes_are_those_of_the_service()
    {
        string manifest = Read("deploy/kubernetes.yaml");
        int port = Number(Read("Dockerfile"), "EXPOSE ");
        Assert.Equal(port, Number(manifest, "containerPort: "));
        MatchCollection published = Regex.Matches(
            string.Concat(Files.Select(Read)), "(?:docker run[^`]*? -p |ports: \\[\")[0-9.:]+:([0-9]+)[ \"]");
        Assert.Equal(3, published.Count);
        Assert.NotEmpty(published);
        Assert.All(published, match => Assert.Equal($"{port}", match.Groups[1].Value));
        Assert.Equal([Routes.Alive, Routes.Ready, Routes.Ready], Probes(manifest));
    }

    [Fact]
    public void Service_of_a_fleet_publishes_cameras_and_models_with_ports_probes_and_folders_of_the_image()
    {
        (string manifest, string compose) = (Read("deploy/fleet.kubernetes.yaml"), Read("deploy/fleet.compose.yaml"));
        int port = Number(Read("Dockerfile"), "EXPOSE ");
        Assert.Equal(port, Number(manifest, "containerPort: "));
        Assert.Contains($"ports: [\"127.0.0.1:{port}:{port}\"]", compose, StringComparison.Ordinal);
        Assert.Equal([Routes.Alive, Routes.Ready, Routes.Ready], Probes(manifest));
        string folder = "/app/" + Path.GetDirectoryName(new MaskMLConfig().Model);
        Assert.Equal(2, Regex.Count(manifest, $"mountPath: {folder}\n"));
        Assert.Contains($"tmpfs: [/tmp, {folder}]", compose, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(compose, $"live:{folder}\""));
        Assert.Contains($"stream: {CameraStreams.Cameras}\n", manifest, StringComparison.Ordinal);
        Assert.Contains($"consumer: {CameraStreams.Workers}\n", manifest, StringComparison.Ordinal);
        foreach (Regex entry in (Regex[])[Entry(), ComposeEntry()])
        {
            Dictionary<string, string> environment = [];
            foreach (Match match in entry.Matches(entry == Entry() ? manifest : compose))
            {
                environment[match.Groups[1].Value] = match.Groups[2].Value.Trim('"');
            }

            using var start = new TempFolder();
            MaskMLConfig config = ConfigLoader.Load(null, environment, [], start.Path).Config;
            Assert.True(config.Fleet.Cameras && config.Fleet.Models);
        }
    }

    [Fact]
    public void Options_are_those_of_the_program()
    {
        Command program = ServeCommand.Create(new CommandConsole(TextWriter.Null, TextWriter.Null, new Dictionary<string, string>()));
        string[] known = [.. program.Options.Select(option => option.Name)];
        string start = Regex.Match(Read("deploy/maskml.service"), "^ExecStart=(.*)$", RegexOptions.Multiline).Groups[1].Value;
        string check = Regex.Match(Read("Dockerfile"), "^HEALTHCHECK .* CMD (.*)$", RegexOptions.Multiline).Groups[1].Value;
        Assert.Contains(Regex.Matches(start, "--[a-z]+"), option => known.Contains(option.Value));
        Assert.All(Regex.Matches(start + check, "--[a-z]+"), option => Assert.Contains(option.Value, known));
        Assert.Contains("--healthcheck", check, StringComparison.Ordinal);
    }

    [Fact]
    public void Live_model_is_mounted_where_the_program_looks_for_it()
    {
        string folder = "/app/" + Path.GetDirectoryName(new MaskMLConfig().Model);
        Assert.Contains($"mountPath: {folder}\n", Read("deploy/kubernetes.yaml"), StringComparison.Ordinal);
        Assert.Contains($"live:{folder}:ro", Read("deploy/compose.yaml"), StringComparison.Ordinal);
        Assert.Contains($"/live:{folder}:ro", Read("docs/deploy.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_copied_into_the_image_exist_and_are_not_ignored()
    {
        string[] ignore = Read(".dockerignore").Split('\n');
        MatchCollection copies = Regex.Matches(Read("Dockerfile"), @"^COPY (?!--from)(.+) \S+$", RegexOptions.Multiline);
        string[] copied = [.. copies.SelectMany(match => match.Groups[1].Value.Split(' '))];
        Assert.Contains("MaskML.Serve", copied);
        Assert.All(copied, path =>
        {
            Assert.True(Path.Exists(Path.Combine(RepositoryFolder.Root, path)), path);
            Assert.Contains(
                ignore, line => line.StartsWith('!') && (path == line[1..] || path.StartsWith(line[1..] + "/", StringComparison.Ordinal)));
        });
    }

    [Theory]
    [InlineData("Dockerfile")]
    [InlineData(".github/workflows/ci.yml")]
    public void Image_and_workflow_install_the_same_packages_as_the_launcher(string file)
    {
        // Package names of Ubuntu 24.04, the system of both.
        string launcher = Read("maskml");
        string arguments = Regex.Match(Read(file), "apt-get install(( +[a-z0-9-]+)+)").Groups[1].Value;
        string[] installed = [.. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word[0] != '-')];
        Assert.NotEmpty(installed);
        Assert.All(installed, package => Assert.Contains("echo " + package, launcher, StringComparison.Ordinal));
    }

    [Fact]
    public void Launcher_explains_and_starts_every_command()
    {
        string launcher = Read("maskml");
        Assert.All(RootCommands.Create(new CommandLine().Console()).Subcommands.Where(one => !one.Hidden && one.Name != "training"), one =>
        {
            Assert.Matches($@"(?m)^  {one.Name} .+\./maskml {one.Name}", launcher);
            Assert.Matches($@"(?m)^  ([a-z]+ \| )*{one.Name}( \| [a-z]+)*\)", launcher);
        });
    }

    private static IEnumerable<string> Probes(string manifest) =>
        Regex.Matches(manifest, "httpGet: { path: ([^,]+), port: http }").Select(match => match.Groups[1].Value).Order();

    private static string Read(string file) => File.ReadAllText(Path.Combine(RepositoryFolder.Root, file));

    private static int Number(string text, string before) =>
        int.Parse(Regex.Match(text, Regex.Escape(before) + "([0-9]+)").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"MASKML__([A-Za-z_]+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"(MASKML__[A-Za-z_]+)=(\S+)")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"name: (MASKML__[A-Za-z_]+)\n +value: (\S+)")]
    private static partial Regex Entry();

    [GeneratedRegex(@"(MASKML__[A-Za-z_]+): (\S+)")]
    private static partial Regex ComposeEntry();
}
