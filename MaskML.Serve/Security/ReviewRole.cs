using Microsoft.AspNetCore.Builder;

namespace MaskML.Serve.Security;

/// <summary>Marks endpoints of review, runs, trainings and promotion, which <see cref="ApiKeyGate"/> opens to reviewers only.</summary>
internal sealed class ReviewRole
{
    /// <summary>The mark.</summary>
    public static ReviewRole Mark { get; } = new();
}

/// <summary>Marks endpoints.</summary>
internal static class ReviewEndpoints
{
    /// <summary>Opens an endpoint or a group of them to reviewers only.</summary>
    public static T RequireReviewer<T>(this T endpoints)
        where T : IEndpointConventionBuilder => endpoints.WithMetadata(ReviewRole.Mark);
}
