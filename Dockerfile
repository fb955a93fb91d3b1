# Ubuntu carries the .NET SDK and runtime in its own archive.
FROM ubuntu:26.04 AS build
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends dotnet-sdk-10.0 ca-certificates git \
 && rm -rf /var/lib/apt/lists/*
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /src
COPY . .
RUN dotnet publish src/Webmail -c Release -o /publish

FROM ubuntu:26.04 AS app
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends aspnetcore-runtime-10.0 ca-certificates tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o 1000 -g 1000 /data
COPY --from=build /publish /app
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_EnableDiagnostics=0
USER 1000:1000
WORKDIR /app
EXPOSE 8080
ENTRYPOINT ["dotnet", "/app/Webmail.dll"]
