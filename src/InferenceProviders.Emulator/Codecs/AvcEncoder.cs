namespace InferenceProviders.Emulator.Codecs;

/// <summary>
/// A small encoder of H.264 (ITU-T H.264, Baseline profile). A key frame has its first row of macroblocks as plain
/// samples and predicts every other row from the one above, so that it shows vertical bars; the frames up to the next
/// key frame repeat it. That is a valid film of a few kilobytes.
/// </summary>
/// <param name="width">In pixels; even.</param>
/// <param name="height">In pixels; even.</param>
internal sealed class AvcEncoder(int width, int height)
{
    private const int MacroblockSize = 16;
    private const byte IdrSlice = 0x65;
    private const byte Slice = 0x41;
    private const uint IntraPlainSamples = 25;
    private const uint IntraVertical = 1;
    private const uint ChromaVertical = 2;

    private readonly int _columns = (width + MacroblockSize - 1) / MacroblockSize;
    private readonly int _rows = (height + MacroblockSize - 1) / MacroblockSize;

    public byte[] SequenceParameters()
    {
        var bits = new BitWriter();
        bits.Bits(66, 8); // profile_idc: Baseline
        bits.Bits(0b1100_0000, 8); // constraint sets 0 and 1
        bits.Bits(40, 8); // level_idc: 4.0
        bits.Unsigned(0); // seq_parameter_set_id
        bits.Unsigned(4); // log2_max_frame_num_minus4: 8 bits
        bits.Unsigned(2); // pic_order_cnt_type: output order is decoding order
        bits.Unsigned(1); // max_num_ref_frames
        bits.Bit(false); // gaps_in_frame_num_value_allowed_flag
        bits.Unsigned((uint)_columns - 1);
        bits.Unsigned((uint)_rows - 1);
        bits.Bit(true); // frame_mbs_only_flag
        bits.Bit(true); // direct_8x8_inference_flag
        WriteCropping(bits);
        bits.Bit(false); // vui_parameters_present_flag
        return Unit(0x67, bits.Finish());
    }

    public static byte[] PictureParameters()
    {
        var bits = new BitWriter();
        bits.Unsigned(0); // pic_parameter_set_id
        bits.Unsigned(0); // seq_parameter_set_id
        bits.Bit(false); // entropy_coding_mode_flag: CAVLC
        bits.Bit(false); // bottom_field_pic_order_in_frame_present_flag
        bits.Unsigned(0); // num_slice_groups_minus1
        bits.Unsigned(0); // num_ref_idx_l0_default_active_minus1
        bits.Unsigned(0); // num_ref_idx_l1_default_active_minus1
        bits.Bit(false); // weighted_pred_flag
        bits.Bits(0, 2); // weighted_bipred_idc
        bits.Signed(0); // pic_init_qp_minus26
        bits.Signed(0); // pic_init_qs_minus26
        bits.Signed(0); // chroma_qp_index_offset
        bits.Bit(true); // deblocking_filter_control_present_flag
        bits.Bit(false); // constrained_intra_pred_flag
        bits.Bit(false); // redundant_pic_cnt_present_flag
        return Unit(0x68, bits.Finish());
    }

    /// <summary>A frame of vertical bars.</summary>
    /// <param name="color">The color at a column of macroblocks.</param>
    /// <param name="number">Counts key frames.</param>
    public byte[] KeyFrame(Func<int, (byte Y, byte Cb, byte Cr)> color, int number)
    {
        var bits = new BitWriter();
        WriteSliceHeader(bits, sliceType: 7, frame: 0, keyFrame: number);
        for (var column = 0; column < _columns; column++)
        {
            WritePlain(bits, color(column));
        }

        for (var row = 1; row < _rows; row++)
        {
            for (var column = 0; column < _columns; column++)
            {
                bits.Unsigned(IntraVertical);
                bits.Unsigned(ChromaVertical);
                bits.Signed(0); // mb_qp_delta
                WriteNoCoefficients(bits, row);
            }
        }

        return Unit(IdrSlice, bits.Finish());
    }

    /// <summary>The frame before once more.</summary>
    /// <param name="sinceKeyFrame">From 1.</param>
    public byte[] RepeatFrame(int sinceKeyFrame)
    {
        var bits = new BitWriter();
        WriteSliceHeader(bits, sliceType: 5, frame: sinceKeyFrame, keyFrame: null);
        bits.Unsigned((uint)(_columns * _rows)); // mb_skip_run
        return Unit(Slice, bits.Finish());
    }

    private void WriteCropping(BitWriter bits)
    {
        var right = (_columns * MacroblockSize) - width;
        var bottom = (_rows * MacroblockSize) - height;
        bits.Bit(right + bottom > 0);
        if (right + bottom > 0)
        {
            bits.Unsigned(0);
            bits.Unsigned((uint)right / 2);
            bits.Unsigned(0);
            bits.Unsigned((uint)bottom / 2);
        }
    }

    private static void WriteSliceHeader(BitWriter bits, uint sliceType, int frame, int? keyFrame)
    {
        bits.Unsigned(0); // first_mb_in_slice
        bits.Unsigned(sliceType);
        bits.Unsigned(0); // pic_parameter_set_id
        bits.Bits((uint)frame & 0xFF, 8); // frame_num
        if (keyFrame is { } number)
        {
            bits.Unsigned((uint)number & 1); // idr_pic_id: two key frames in a row differ
            bits.Bit(false); // no_output_of_prior_pics_flag
            bits.Bit(false); // long_term_reference_flag
        }
        else
        {
            bits.Bit(false); // num_ref_idx_active_override_flag
            bits.Bit(false); // ref_pic_list_modification_flag_l0
            bits.Bit(false); // adaptive_ref_pic_marking_mode_flag
        }

        bits.Signed(0); // slice_qp_delta
        bits.Unsigned(1); // disable_deblocking_filter_idc
    }

    private static void WritePlain(BitWriter bits, (byte Y, byte Cb, byte Cr) color)
    {
        bits.Unsigned(IntraPlainSamples);
        bits.AlignWithZeros();
        Span<byte> samples = stackalloc byte[384];
        samples[..256].Fill(color.Y);
        samples[256..320].Fill(color.Cb);
        samples[320..].Fill(color.Cr);
        bits.Bytes(samples);
    }

    /// <summary>
    /// coeff_token for "none" (9.2.1). Which code that is depends on how many coefficients the neighbours have: 16 in a
    /// macroblock of plain samples, none in the others. In the second row the average is at least 8; below it is 0.
    /// </summary>
    private static void WriteNoCoefficients(BitWriter bits, int row)
    {
        if (row == 1)
        {
            bits.Bits(0b0000_11, 6);
        }
        else
        {
            bits.Bits(1, 1);
        }
    }

    /// <summary>A NAL unit: its header, and its bytes so escaped that no start code is in them (7.4.1).</summary>
    private static byte[] Unit(byte header, byte[] payload)
    {
        var unit = new List<byte>(payload.Length + 16) { header };
        var zeros = 0;
        foreach (var value in payload)
        {
            if (zeros == 2 && value <= 3)
            {
                unit.Add(3);
                zeros = 0;
            }

            unit.Add(value);
            zeros = value == 0 ? zeros + 1 : 0;
        }

        return [.. unit];
    }
}
