using Xunit;

namespace MaskML.Tests.Serve.Page;

/// <summary>Tests that share a browser and run one after another.</summary>
[CollectionDefinition(nameof(PageTestGroup))]
public sealed class PageTestGroup : ICollectionFixture<PageBrowser>
{
}
