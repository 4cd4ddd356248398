using Xunit;

namespace MaskML.Tests.Support;

/// <summary>Tests that start processes. They run one after the other, so that none waits for the cores that another one uses.</summary>
[CollectionDefinition(nameof(ProcessTestGroup))]
public sealed class ProcessTestGroup;
