namespace MaskML.Tests.Pooling.Stress;

/// <summary>A change to the live file by another program.</summary>
/// <param name="Name">Name in messages.</param>
/// <param name="Good">Whether the file is a usable model afterwards.</param>
/// <param name="Command">The shell command; <c>$m</c> is the new model, <c>$n</c> a unique number.</param>
internal sealed record FileChange(string Name, bool Good, string Command)
{
    /// <summary>Name of the live file in the working folder of the shell.</summary>
    public const string LiveFile = "model.zip";

    /// <summary>Changes that put a new model in place.</summary>
    public static IReadOnlyList<FileChange> Replacements { get; } =
    [
        new("rename", true, $"cp $m new.tmp && mv -f new.tmp {LiveFile}"),
        new("in-place write", true, $"cat $m > {LiveFile}"),
        new(
            "slow copy",
            true,
            $"size=$(stat -c %s $m) && part=$((size / 5 + 1)) && : > {LiveFile} && for i in 0 1 2 3 4; "
            + $"do dd if=$m bs=$part skip=$i count=1 status=none >> {LiveFile} && sleep 0.01; done"),
        new("delete and re-create", true, $"rm -f {LiveFile} && sleep 0.01 && cp $m {LiveFile}"),
        new(
            "link swap",
            true,
            $"mkdir v$n && cp $m v$n/{LiveFile} && ln -s v$n ..next && mv -Tf ..next ..data && ln -s ..data/{LiveFile} link.tmp "
            + $"&& mv -Tf link.tmp {LiveFile} && for d in v*; do [ $d = v$n ] || rm -rf $d; done"),
        new("rename with an old time", true, $"cp $m new.tmp && touch -d 2020-02-02 new.tmp && mv -f new.tmp {LiveFile}"),
    ];

    /// <summary>Changes that leave no usable model.</summary>
    public static IReadOnlyList<FileChange> Mishaps { get; } =
    [
        new(
            "corrupt",
            false,
            "size=$(stat -c %s $m) && cp $m new.tmp && printf %032d $n "
            + $"| dd of=new.tmp bs=1 seek=$((size / 2)) conv=notrunc status=none && mv -f new.tmp {LiveFile}"),
        new("truncated", false, $"head -c $(($(stat -c %s $m) - 100 - n)) $m > new.tmp && cat new.tmp > {LiveFile}"),
        new("text", false, $"echo no model $n > {LiveFile}"),
        new("empty", false, $"rm -f {LiveFile} && : > {LiveFile}"),
        new("deleted", false, $"rm -f {LiveFile}"),
    ];
}
