using FsCheck.Xunit;
using MaskML.Video.Tracking;
using Xunit;

namespace MaskML.Tests.Tracking;

public sealed class LabelVotesTests
{
    private static readonly TrackingOptions Defaults = new();

    [Fact]
    public void Label_does_not_flicker_when_frames_disagree_at_random()
    {
        // Two of three frames have the label mask, one the other label, all with high confidence: about 90 changes in 200 frames.
        int flips = Enumerable.Range(0, 100).Sum(seed =>
        {
            var random = new Random(seed);
            return Flips(200, _ => random.Next(3) > 0 ? 0.95f : 0.05f);
        });
        Assert.InRange(flips, 0, 50);
    }

    [Fact]
    public void Votes_flip_less_than_once_in_200_frames_where_frames_flip_all_the_time()
    {
        var random = new Random(7);
        float[] scores =
            [.. Enumerable.Range(0, 20000).Select(_ => Math.Clamp(0.62f + ((random.NextSingle() - 0.5f) * 0.9f), 0.01f, 0.99f))];
        int raw = scores.Zip(scores.Skip(1)).Count(pair => (pair.First >= 0.5f) != (pair.Second >= 0.5f));
        Assert.InRange(raw, 5000, 15000);
        Assert.InRange(Flips(scores.Length, i => scores[i]), 0, scores.Length / 200);
    }

    [Fact]
    public void Label_changes_within_a_second_when_the_mask_is_taken_off()
    {
        LabelVotes votes = New();
        for (int i = 0; i < 200; i++)
        {
            votes.Add([0.97f, 0.03f], 1);
        }

        int needed = 0;
        while (votes.Label == 0)
        {
            votes.Add([0.03f, 0.97f], 1);
            needed++;
        }

        Assert.InRange(needed, 5, 25);
    }

    [Fact]
    public void Small_and_uncertain_frames_weigh_less()
    {
        LabelVotes votes = New();
        votes.Add([0.9f, 0.1f], 1);
        votes.Add([0.1f, 0.9f], 0.1);
        votes.Add([0.45f, 0.55f], 1);
        Assert.Equal(0, votes.Label);
        Assert.InRange(votes.Shares()[0], 0.75f, 0.9f);
    }

    [Property]
    public bool Shares_add_up_to_one(byte[] scores)
    {
        LabelVotes votes = New();
        votes.Add([0.5f, 0.5f], 0);
        foreach (byte score in scores)
        {
            votes.Add([score / 255f, 1 - (score / 255f)], score / 255.0);
        }

        return Math.Abs(votes.Shares().Sum() - 1) < 1e-5 && votes.Label >= 0;
    }

    private static LabelVotes New() => new(2, Defaults.Memory, Defaults.Lead);

    private static int Flips(int frames, Func<int, float> masked)
    {
        LabelVotes votes = New();
        int flips = 0;
        for (int i = 0; i < frames; i++)
        {
            int before = votes.Label;
            float score = masked(i);
            votes.Add([score, 1 - score], 1);
            if (i < Defaults.Confirm)
            {
                votes.Settle();
            }
            else if (votes.Label != before)
            {
                flips++;
            }
        }

        return flips;
    }
}
