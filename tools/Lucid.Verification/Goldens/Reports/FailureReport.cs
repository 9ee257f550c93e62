using System.Globalization;
using System.Text;

using Lucid.Compiler;
using Lucid.Files;
using Lucid.Packaging;
using Lucid.Packaging.Goldens;
using Lucid.Runtime;
using Lucid.Tensors;

namespace Lucid.Verification.Goldens.Reports;

/// <summary>A folder for those who look into a failure: a package that shows it again, its inputs, and what was found in words.</summary>
internal static class FailureReport
{
    /// <summary>The package.</summary>
    public const string PackageName = "failure.lvk";

    /// <summary>The text.</summary>
    public const string TextName = "report.txt";

    /// <summary>The package's inputs.</summary>
    public const string InputsName = "inputs.safetensors";

    /// <summary>Writes the folder; says in a line what is in it.</summary>
    public static string Write(string folder, string test, GoldenSet set, string message, FailureCase found, VulkanDeviceInfo device, bool anonymise)
    {
        Directory.CreateDirectory(folder);
        PackageWriter.Write(Path.Combine(folder, PackageName), found.Package);
        GoldenSet own = found.Package.Proof!.Sets[0];
        NamedTensor[] inputs = [.. own.Inputs.Select(input => new NamedTensor("input." + input.Name, GoldenData.Inputs(found.Package, own)[input.Name]))];
        TensorFiles.Write(Path.Combine(folder, InputsName), inputs);
        string contents = $"{(found.IsKernel ? "the kernel alone" : "the whole package")}{(anonymise ? ", with seeded numbers instead of the model's" : "")}; "
            + (found.StillFails ? "it fails as the package does" : anonymise ? "with these numbers it does not fail any more" : "run so, it does not fail");
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"lucid {ModelCompiler.Version}");
        text.AppendLine(CultureInfo.InvariantCulture, $"package    {(anonymise ? Path.GetFileName(test) : test)}, {found.Package.Program.Numerics.ToString().ToLowerInvariant()} {found.Package.Program.Precision.Text()}, compiled by {found.Package.CompilerVersion}");
        text.AppendLine(CultureInfo.InvariantCulture, $"data set   {set.Name}");
        text.AppendLine(CultureInfo.InvariantCulture, $"device     {device}");
        text.AppendLine(CultureInfo.InvariantCulture, $"driver     {device.DriverName} {device.DriverInfo}, version {device.DriverVersion}, vendor 0x{device.VendorId:x4}, device 0x{device.DeviceId:x4}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{PackageName}  {contents}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{InputsName}  its inputs");
        text.AppendLine();
        text.AppendLine(message);
        text.AppendLine();
        if (found.StillFails) text.AppendLine(CultureInfo.InvariantCulture, $"{PackageName} {found.Found}\n");
        text.AppendLine(CultureInfo.InvariantCulture, $"To see it again: lucid verify {PackageName} --device \"{device.Name}\"");
        WholeFile.Write(Path.Combine(folder, TextName), stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString().ReplaceLineEndings("\n"))));
        return $"report in {folder}: {contents}";
    }
}
