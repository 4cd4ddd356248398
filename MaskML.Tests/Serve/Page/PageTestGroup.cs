using Xunit;

namespace MaskML.Tests.Serve.Page;

/// <summary>Tests that share a browser, one after the other.</summary>
[CollectionDefinition(nameof(PageTestGroup))]
public sealed class PageTestGroup : ICollectionFixture<PageBrowser>
{
}
