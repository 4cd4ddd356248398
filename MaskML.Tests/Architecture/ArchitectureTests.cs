using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace MaskML.Tests.Architecture;

/// <summary>Rules for what may depend on what. They have no exceptions: a new circle is removed, not listed.</summary>
public sealed class ArchitectureTests
{
    private const string Program = "maskml";
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The projects that each project may depend on.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["MaskML.Predict"] = [],
        ["MaskML.Synth"] = ["MaskML.Predict"],
        ["MaskML.Video"] = ["MaskML.Predict"],
        ["MaskML.Train"] = ["MaskML.Predict", "MaskML.Synth"],
        ["MaskML.Serve"] = ["MaskML.Predict", "MaskML.Video", "MaskML.Train", "MaskML.Fleet"],
        ["MaskML.Fleet"] = ["MaskML.Predict"],
        [Program] = ["MaskML.Predict", "MaskML.Synth", "MaskML.Video", "MaskML.Train", "MaskML.Serve", "MaskML.Fleet"],
        ["MaskML.Bench"] = ["MaskML.Predict", "MaskML.Synth", "MaskML.Video", "MaskML.Train", "MaskML.Serve", "MaskML.Fleet", Program],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_of_a_project_do_not_depend_on_each_other_in_a_circle(string project)
    {
        var graph = new NamespaceGraph(Assembly.Load(project), project == Program ? "MaskML.Cli" : project);
        Assert.NotEqual(0, graph.Count);
        IReadOnlyList<string> circles = graph.Circles();
        Assert.True(circles.Count == 0, "These dependencies are part of a circle:\n" + string.Join('\n', circles));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Projects_depend_in_one_direction(string project) =>
        Assert.Empty(References(project).Where(Allowed.ContainsKey).Except(Allowed[project]));

    [Theory]
    [InlineData("MaskML.Predict")]
    [InlineData("MaskML.Video")]
    public void Libraries_that_services_embed_do_not_reference_a_console(string project) =>
        Assert.Empty(References(project).Intersect(["System.CommandLine", "System.Console"]));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Internals_are_not_visible_to_the_service(string project) =>
        Assert.DoesNotContain(
            Assembly.Load(project).GetCustomAttributes<InternalsVisibleToAttribute>(),
            friend => new AssemblyName(friend.AssemblyName).Name == "MaskML.Serve");

    /// <summary>A type that wraps another one must not compile until it forwards every member.</summary>
    [Theory]
    [InlineData("MaskML.Predict")]
    [InlineData("MaskML.Video")]
    public void Interfaces_have_no_default_bodies(string project) =>
        Assert.Empty(Assembly.Load(project).GetTypes()
            .Where(type => type.IsInterface)
            .SelectMany(type => type.GetMethods(Declared))
            .Where(method => !method.IsAbstract)
            .Select(method => $"{method.DeclaringType}.{method.Name}"));

    private static IEnumerable<string> References(string project) =>
        Assembly.Load(project).GetReferencedAssemblies().Select(reference => reference.Name!);
}
