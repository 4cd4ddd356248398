using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace MaskML.Tests.Architecture;

/// <summary>Which namespaces of an assembly depend on which, with a pair of types as the reason.</summary>
internal sealed class NamespaceGraph
{
    private readonly Dictionary<(string From, string To), string> arrows = [];
    private readonly Dictionary<string, HashSet<string>> reachable = [];

    /// <param name="assembly">The assembly to read.</param>
    /// <param name="root">Namespace that all its namespaces begin with.</param>
    public NamespaceGraph(Assembly assembly, string root)
    {
        foreach (IType type in new ArchLoader().LoadAssembly(assembly).Build().Types)
        {
            IEnumerable<IType> targets = type.Dependencies.Select(dependency => dependency.Target);
            foreach (IType target in targets.Where(target => target is not GenericParameter))
            {
                if (NamespaceOf(type) is { } from && NamespaceOf(target) is { } to && from != to)
                {
                    arrows.TryAdd((from, to), $"{type.FullName} -> {target.FullName}");
                }
            }
        }

        foreach (string from in arrows.Keys.Select(arrow => arrow.From).Distinct())
        {
            reachable.Add(from, Reach(from));
        }

        // Null for types of other assemblies and what the compiler adds.
        string? NamespaceOf(IType type) =>
            type.Namespace?.FullName is { } name && (name == root || name.StartsWith(root + ".", StringComparison.Ordinal)) ? name : null;
    }

    /// <summary>Number of pairs of namespaces where one depends on the other.</summary>
    public int Count => arrows.Count;

    /// <summary>The dependencies that are part of a circle, each as "type -> type"; none where there is no circle.</summary>
    public IReadOnlyList<string> Circles() =>
    [
        .. arrows
            .Where(arrow => reachable.TryGetValue(arrow.Key.To, out HashSet<string>? back) && back.Contains(arrow.Key.From))
            .Select(arrow => arrow.Value)
            .Order(StringComparer.Ordinal),
    ];

    private HashSet<string> Reach(string start)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>([start]);
        while (open.TryPop(out string? from))
        {
            foreach ((_, string to) in arrows.Keys.Where(arrow => arrow.From == from && seen.Add(arrow.To)))
            {
                open.Push(to);
            }
        }

        return seen;
    }
}
