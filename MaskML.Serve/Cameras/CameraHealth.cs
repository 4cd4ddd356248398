using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MaskML.Serve.Cameras;

/// <summary>Makes the service unready while a camera is lost, where <see cref="ServeOptions.ReadyNeedsCameras"/> asks for it.</summary>
internal sealed class CameraHealth(CameraSet cameras, ServeOptions options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(options.ReadyNeedsCameras && cameras.All.Any(camera => camera.Answer().State == CameraState.Lost)
            ? HealthCheckResult.Unhealthy("A camera is lost.")
            : HealthCheckResult.Healthy());
}
