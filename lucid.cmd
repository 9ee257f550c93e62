@echo off
rem The `lucid` command from a clone on Windows: builds once, and runs. Needs the .NET SDK 10, glslc (Vulkan SDK) to build, and a GPU driver to run.
setlocal
set "root=%~dp0"
set "project=%root%tools\Lucid.Cli\Lucid.Cli.csproj"
set "state=%root%.lucid"
set "stamp=%state%\stamp-windows"
set "DOTNET_NOLOGO=1"
set "DOTNET_CLI_TELEMETRY_OPTOUT=1"

where dotnet >nul 2>nul || (
    echo lucid: the .NET SDK 10 is needed: winget install Microsoft.DotNet.SDK.10 1>&2
    exit /b 3
)

rem Up to date when the stamp is newer than every source file. Its time is from before the build, so that an edit during it counts.
if not exist "%stamp%" goto build
powershell -NoProfile -Command "$t = (Get-Item -LiteralPath $env:stamp).LastWriteTimeUtc; $roots = 'compiler','runtime','shaders','tools','Directory.Build.props','Directory.Packages.props','global.json' | ForEach-Object { Join-Path $env:root $_ }; $n = Get-ChildItem -LiteralPath $roots -Recurse -File | Where-Object { $_.FullName -notmatch '\\(bin|obj)\\' -and $_.LastWriteTimeUtc -gt $t } | Select-Object -First 1; if ($n) { exit 1 }"
if errorlevel 1 goto build
goto run

:build
set "glslc="
if exist "%VULKAN_SDK%\Bin\glslc.exe" set "PATH=%PATH%;%VULKAN_SDK%\Bin"
where glslc >nul 2>nul && set "glslc=1"
if not defined glslc (
    echo lucid: building needs glslc, which is part of the Vulkan SDK: winget install KhronosGroup.VulkanSDK 1>&2
    exit /b 3
)
echo lucid: building (once; about a minute) 1>&2
if not exist "%state%" mkdir "%state%"
type nul > "%stamp%.new"
dotnet build "%project%" -c Release -v quiet -nologo -nodeReuse:false > "%state%\build.log" 2>&1
if errorlevel 1 (
    type "%state%\build.log" 1>&2
    exit /b 70
)
move /y "%stamp%.new" "%stamp%" >nul

:run
dotnet exec "%root%tools\Lucid.Cli\bin\Release\net10.0\lucid.dll" %*
exit /b %errorlevel%
