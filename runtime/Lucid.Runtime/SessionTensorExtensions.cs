using System.Buffers;
using System.Numerics.Tensors;

using Lucid.Runtime.Execution;
using Lucid.Tensors;

namespace Lucid.Runtime;

/// <summary>The doors for plain spans and for <see cref="System.Numerics.Tensors"/>. At shapes seen before, the ones that write into the caller's memory allocate nothing.</summary>
public static class SessionTensorExtensions
{
    /// <summary>Runs a model of one input and one output, row-major, on the caller's memory.</summary>
    /// <param name="session">The session.</param>
    /// <param name="input">The input's elements.</param>
    /// <param name="shape">The input's shape.</param>
    /// <param name="output">Receives the output's elements; may be longer.</param>
    /// <exception cref="ArgumentException">Another element type or length, or the model has more inputs or outputs.</exception>
    /// <exception cref="ShapeMismatchException">The shape does not suit the model.</exception>
    /// <exception cref="ShapeGuardException">A condition of the model does not hold for it.</exception>
    /// <exception cref="DeviceException">The device cannot run this shape, or failed.</exception>
    public static void Run<TIn, TOut>(this Session session, ReadOnlySpan<TIn> input, Shape shape, Span<TOut> output)
        where TIn : unmanaged
        where TOut : unmanaged
    {
        CheckSingle(session);
        using SessionRun run = session.Begin(shape);
        run.Write(0, input);
        run.Execute();
        run.Read(0, output);
    }

    /// <summary>Runs a model of one input and one output on tensors of the caller's.</summary>
    /// <inheritdoc cref="Run{TIn,TOut}(Session,ReadOnlySpan{TIn},Shape,Span{TOut})" path="/exception"/>
    public static void Run<TIn, TOut>(this Session session, in ReadOnlyTensorSpan<TIn> input, in TensorSpan<TOut> output)
        where TIn : unmanaged
        where TOut : unmanaged
    {
        CheckSingle(session);
        Span<long> extents = stackalloc long[input.Rank];
        for (int axis = 0; axis < extents.Length; axis++) extents[axis] = input.Lengths[axis];
        InputExtents.CheckRank(session.Model.Inputs[0], extents.Length);
        using SessionRun run = session.Enter(extents);
        run.Write(0, input);
        run.Execute();
        run.Read(0, output);
    }

    /// <summary>Runs a model of one input and one output; the output is a tensor of its own.</summary>
    /// <inheritdoc cref="Run{TIn,TOut}(Session,ReadOnlySpan{TIn},Shape,Span{TOut})" path="/exception"/>
    public static Tensor<TOut> Run<TIn, TOut>(this Session session, in ReadOnlyTensorSpan<TIn> input)
        where TIn : unmanaged
        where TOut : unmanaged
    {
        CheckSingle(session);
        using SessionRun run = session.Begin(ShapeOf(input.Lengths));
        run.Write(0, input);
        run.Execute();
        return run.ReadTensor<TOut>(0);
    }

    /// <summary>Writes an input, by its position, from a tensor of any strides.</summary>
    /// <exception cref="ArgumentException">Another element type or shape.</exception>
    /// <exception cref="ModelInputException">An integer is beyond the 32 bits that the device computes in.</exception>
    public static void Write<T>(this in SessionRun run, int input, in ReadOnlyTensorSpan<T> values)
        where T : unmanaged
    {
        CheckShape(run.Recording.Inputs[input], values.Lengths);
        if (values.IsDense)
        {
            run.Write(input, values.GetSpan(stackalloc nint[values.Rank], (int)values.FlattenedLength));
            return;
        }

        T[] row = ArrayPool<T>.Shared.Rent((int)values.FlattenedLength);
        values.FlattenTo(row);
        run.Write<T>(input, row.AsSpan(0, (int)values.FlattenedLength));
        ArrayPool<T>.Shared.Return(row);
    }

    /// <summary>Reads an output, by its position, into a tensor of the caller's, of any strides.</summary>
    /// <exception cref="ArgumentException">Another element type or shape.</exception>
    public static void Read<T>(this in SessionRun run, int output, in TensorSpan<T> values)
        where T : unmanaged
    {
        CheckShape(run.Recording.Outputs[output], values.Lengths);
        if (values.IsDense)
        {
            run.Read(output, values.GetSpan(stackalloc nint[values.Rank], (int)values.FlattenedLength));
            return;
        }

        T[] row = ArrayPool<T>.Shared.Rent((int)values.FlattenedLength);
        run.Read<T>(output, row.AsSpan(0, (int)values.FlattenedLength));
        new ReadOnlyTensorSpan<T>(row.AsSpan(0, (int)values.FlattenedLength), values.Lengths).CopyTo(values);
        ArrayPool<T>.Shared.Return(row);
    }

    /// <summary>Reads an output, by its position, as a tensor of its own.</summary>
    /// <exception cref="ArgumentException">Another element type.</exception>
    public static Tensor<T> ReadTensor<T>(this in SessionRun run, int output)
        where T : unmanaged
    {
        Shape shape = run.OutputShape(output);
        T[] values = new T[shape.ElementCount];
        run.Read<T>(output, values);
        return Tensor.Create(values, [.. shape.Extents.Select(extent => (nint)extent)]);
    }

    private static Shape ShapeOf(ReadOnlySpan<nint> lengths)
    {
        long[] extents = new long[lengths.Length];
        for (int axis = 0; axis < extents.Length; axis++) extents[axis] = lengths[axis];
        return new Shape(extents);
    }

    private static void CheckSingle(Session session)
    {
        if (session.Model.Inputs.Count != 1 || session.Model.Outputs.Count != 1)
            throw new ArgumentException($"{session.Model.Name} has {session.Model.Inputs.Count} inputs and {session.Model.Outputs.Count} outputs; this overload is for one of each", nameof(session));
    }

    private static void CheckShape(TensorDoor door, ReadOnlySpan<nint> lengths)
    {
        bool isEqual = lengths.Length == door.Shape.Rank;
        for (int axis = 0; isEqual && axis < lengths.Length; axis++) isEqual = lengths[axis] == door.Shape[axis];
        if (!isEqual) throw new ArgumentException($"{door.Tensor.Name} has shape {door.Shape} here; the tensor has {ShapeOf(lengths)}", nameof(lengths));
    }
}
