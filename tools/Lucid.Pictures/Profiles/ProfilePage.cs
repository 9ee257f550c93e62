using System.Globalization;
using System.Text;

using Lucid.Pictures.Drawing;
using Lucid.Runtime;

namespace Lucid.Pictures.Profiles;

/// <summary>
/// A profile as one HTML page that loads nothing and runs nothing: where a run's time goes with the part that nothing explains, the
/// kernels one after the other, and the kernels by time with what they reach of the device's ceilings.
/// </summary>
public static class ProfilePage
{
    // In the order of ProfilePicture.Parts; light enough for black text.
    private static readonly string[] PartColours = ["#bcd7f5", "#e3cdf2", "#c6e7c3", "#c4e9e9", "#f6c6c3"];
    private static readonly string[] KernelColours = ["#bcd7f5", "#f9d9a7", "#c6e7c3", "#e3cdf2", "#f6c6c3", "#c4e9e9", "#ebe3a2", "#d9d9d9"];

    public static string Write(ProfilePicture picture)
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>Profile of ");
        page.Append(MarkupText.Escape(picture.Model)).Append("</title>\n<style>\n").Append(PageResource.Read("ProfilePage.css")).Append("</style>\n</head>\n<body>\n");
        page.Append("<h1>").Append(MarkupText.Escape(picture.Model)).Append("</h1>\n");
        Paragraph(page, picture.Inputs);
        Paragraph(page, $"on {picture.Device}");
        WriteRun(page, picture);
        if (picture.Kernels.Length == 0)
        {
            page.Append("<h2>Kernels</h2>\n");
            Paragraph(page, "This device's queue has no timestamps: what each kernel takes cannot be measured.");
        }
        else
        {
            WriteTimeline(page, picture);
            WriteKernels(page, picture);
        }

        return page.Append("</body>\n</html>\n").ToString();
    }

    private static void WriteRun(StringBuilder page, ProfilePicture picture)
    {
        double wall = picture.Run.WallMilliseconds;
        page.Append("<h2>One run: ").Append(Quantity.ThreeDigits(wall)).Append(" ms</h2>\n<div class=\"stack\">");
        for (int i = 0; i < picture.Parts.Length; i++)
        {
            (string name, double time) = picture.Parts[i];
            double share = wall > 0 ? Math.Clamp(time / wall, 0, 1) : 0;
            string text = share > 0.08 ? MarkupText.Escape($"{name} {Percent(share)}") : "";
            page.Append(CultureInfo.InvariantCulture, $"<span style=\"width:{SvgWriter.Number(100 * share)}%;background:{PartColours[i]}\" title=\"{name} {Quantity.ThreeDigits(time)} ms\">{text}</span>");
        }

        page.Append("</div>\n<table class=\"parts\"><tr><th></th><th>part</th><th>ms</th><th>of the run</th><th></th></tr>\n");
        for (int i = 0; i < picture.Parts.Length; i++)
        {
            (string name, double time) = picture.Parts[i];
            string note = name switch
            {
                "upload" => "inputs converted and written by the host",
                "submit" => "commands handed to the driver",
                "device" => picture.Run.DeviceMilliseconds is null ? "not measured: no timestamps" : "kernels, from the first to the last",
                "download" => "outputs read and converted by the host",
                _ => "what the parts above do not explain: waiting for the device to begin, its copies, waking up",
            };
            page.Append(CultureInfo.InvariantCulture, $"<tr><td><i style=\"background:{PartColours[i]}\"></i></td><td>{name}</td><td>{Quantity.ThreeDigits(time)}</td><td>{Percent(wall > 0 ? time / wall : 0)}</td><td class=\"l m\">{MarkupText.Escape(note)}</td></tr>\n");
        }

        page.Append("</table>\n");
        Paragraph(page, string.Create(CultureInfo.InvariantCulture, $"The run of median duration out of {picture.Iterations}."));
    }

    private static void WriteTimeline(StringBuilder page, ProfilePicture picture)
    {
        const double Width = 1100, Height = 54;
        double all = Math.Max(picture.KernelMilliseconds, 1e-9);
        page.Append("<h2>Timeline</h2>\n");
        var svg = new SvgWriter(Width, Height + 22, "Kernels in the order in which they run", ".k{stroke:#24292f;stroke-width:.5}.s{font-size:10.5px}.m{fill:#57606a}");
        double x = 0;
        for (int i = 0; i < picture.Kernels.Length; i++)
        {
            KernelProfile kernel = picture.Kernels[i];
            double width = kernel.DeviceMilliseconds / all * Width;
            svg.Open("g");
            svg.Title($"{i + 1} {kernel.Name}: {Quantity.ThreeDigits(kernel.DeviceMilliseconds)} ms, {kernel.Variant}");
            svg.Rect(x, 0, width, Height, ("class", "k"), ("fill", KernelColours[i % KernelColours.Length]));
            string number = (i + 1).ToString(CultureInfo.InvariantCulture), name = TextWidth.Fit(kernel.Name, 10.5, width - 6);
            if (TextWidth.Of(number, 10.5) < width - 2)
                svg.Text(x + width / 2, 22, number, ("class", "s"), ("text-anchor", "middle"));
            if (name.Length > 3)
                svg.Text(x + width / 2, 38, name, ("class", "s"), ("text-anchor", "middle"));
            svg.Close();
            x += width;
        }

        svg.Text(0, Height + 16, "0", ("class", "s m"));
        svg.Text(Width, Height + 16, $"{Quantity.ThreeDigits(picture.KernelMilliseconds)} ms", ("class", "s m"), ("text-anchor", "end"));
        page.Append(svg.Finish());
        Paragraph(page, "Numbers are those of the table below. Each kernel was measured alone, in runs of their own that keep apart what could overlap: together "
            + $"{Quantity.ThreeDigits(picture.KernelMilliseconds)} ms" + (picture.Run.DeviceMilliseconds is { } device ? $", in the run above {Quantity.ThreeDigits(device)} ms." : "."));
    }

    private static void WriteKernels(StringBuilder page, ProfilePicture picture)
    {
        page.Append("<h2>Kernels by time</h2>\n");
        Paragraph(page, picture.Ceilings is { } ceilings
            ? $"This device reaches {Quantity.ThreeDigits(ceilings.Gflops)} GFLOP/s in arithmetic, {Quantity.ThreeDigits(ceilings.Gigabytes)} GB/s in reading and writing a large tensor, and needs "
                + $"{Quantity.ThreeDigits(ceilings.DispatchMicroseconds)} µs for a dispatch, as measured with Lucid's own kernels. Bound by: which of the three a kernel would meet first; of bound: the least time "
                + "that it allows, by the time taken. Above 100 % are kernels whose data stayed in caches. GB/s counts what must cross the memory at least once."
            : "The device's ceilings were not measured.");
        page.Append("<table class=\"kernels\"><tr><th>#</th><th class=\"l\">kernel</th><th class=\"l\">variant</th><th>dispatches</th><th>ms</th><th>of all</th><th class=\"l\"></th>"
            + "<th>GFLOP/s</th><th>GB/s</th><th class=\"l\">bound by</th><th>of bound</th><th class=\"l\"></th></tr>\n");
        double all = Math.Max(picture.KernelMilliseconds, 1e-9), longest = Math.Max(picture.Kernels.Max(kernel => kernel.DeviceMilliseconds), 1e-9);
        foreach ((KernelProfile kernel, int index) in picture.Kernels.Select((kernel, i) => (kernel, i)).OrderByDescending(pair => pair.kernel.DeviceMilliseconds).ThenBy(pair => pair.i))
        {
            KernelBound? bound = picture.BoundOf(kernel);
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{index + 1}</td><td class=\"l\">{MarkupText.Escape(kernel.Name)}</td><td class=\"l m\">{MarkupText.Escape(kernel.Variant)}</td><td>{kernel.Dispatches}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<td>{Quantity.ThreeDigits(kernel.DeviceMilliseconds)}</td><td>{Percent(kernel.DeviceMilliseconds / all)}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<td class=\"bar\"><i style=\"width:{SvgWriter.Number(100 * kernel.DeviceMilliseconds / longest)}%;background:{KernelColours[index % KernelColours.Length]}\"></i></td>");
            page.Append(CultureInfo.InvariantCulture, $"<td>{Quantity.ThreeDigits(kernel.GflopsPerSecond)}</td><td>{Quantity.ThreeDigits(kernel.GigabytesPerSecond)}</td><td class=\"l m\">{bound?.Name}</td>{Share(bound?.Share)}</tr>\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"<tr class=\"sum\"><td></td><td class=\"l\">all kernels</td><td></td><td>{picture.Kernels.Sum(kernel => kernel.Dispatches)}</td><td>{Quantity.ThreeDigits(picture.KernelMilliseconds)}</td><td>100 %</td><td></td>");
        page.Append(CultureInfo.InvariantCulture, $"<td>{Quantity.ThreeDigits(picture.Kernels.Sum(kernel => (double)kernel.Flops) / all * 1e-6)}</td><td>{Quantity.ThreeDigits(picture.Kernels.Sum(kernel => (double)kernel.BytesMoved) / all * 1e-6)}</td><td></td><td></td><td></td></tr>\n</table>\n");
    }

    // A number, and a bar that is full at the bound.
    private static string Share(double? share) => share is { } value
        ? string.Create(CultureInfo.InvariantCulture, $"<td>{Percent(value)}</td><td class=\"share\"><i style=\"width:{SvgWriter.Number(100 * Math.Clamp(value, 0, 1))}%\"></i></td>")
        : "<td></td><td></td>";

    private static string Percent(double share) => (100 * share).ToString(share is < 0.0995 and > 0 ? "0.0" : "0", CultureInfo.InvariantCulture) + " %";

    private static void Paragraph(StringBuilder page, string text) => page.Append("<p>").Append(MarkupText.Escape(text)).Append("</p>\n");
}
