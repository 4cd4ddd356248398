# The service: docker build -t maskml . && docker run --read-only --tmpfs /tmp -p 127.0.0.1:8080:8080 maskml
# For linux/amd64: OpenCV's library comes for that alone.

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /src
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# What the restore reads comes first: a change of sources alone does not download the packages again.
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props ./
COPY MaskML.Predict/buildTransitive MaskML.Predict/buildTransitive
COPY MaskML.Predict/MaskML.Predict.csproj MaskML.Predict/
COPY MaskML.Video/MaskML.Video.csproj MaskML.Video/
COPY MaskML.Synth/MaskML.Synth.csproj MaskML.Synth/
COPY MaskML.Train/MaskML.Train.csproj MaskML.Train/
COPY MaskML.Serve/MaskML.Serve.csproj MaskML.Serve/
COPY MaskML.Fleet/MaskML.Fleet.csproj MaskML.Fleet/
COPY MaskML.Cli/MaskML.Cli.csproj MaskML.Cli/
RUN dotnet restore MaskML.Cli --runtime linux-x64
COPY .editorconfig ./
# Part of MaskML.Predict.
COPY data/models data/models
COPY MaskML.Predict MaskML.Predict
COPY MaskML.Video MaskML.Video
COPY MaskML.Synth MaskML.Synth
COPY MaskML.Train MaskML.Train
COPY MaskML.Serve MaskML.Serve
COPY MaskML.Fleet MaskML.Fleet
COPY MaskML.Cli MaskML.Cli
RUN dotnet publish MaskML.Cli --no-restore --runtime linux-x64 --self-contained false --configuration Release --output /out

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble
# What OpenCV wants, and the cascade of the detector `haar`.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libgtk-3-0t64 libdrm2 libatomic1 opencv-data \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /out ./
# All interfaces of the container, by any name; what it publishes is for `docker run -p` to say.
# Two arenas: otherwise the C library keeps what each of many threads frees, and memory creeps up.
ENV MASKML__serve__url=http://*:8080 \
    MASKML__serve__hosts=* \
    MALLOC_ARENA_MAX=2 \
    DOTNET_EnableDiagnostics=0
EXPOSE 8080
# The image's own user without rights. Nothing is written but below /tmp.
USER $APP_UID
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["dotnet", "maskml.dll", "serve", "--healthcheck"]
ENTRYPOINT ["dotnet", "maskml.dll", "serve"]
