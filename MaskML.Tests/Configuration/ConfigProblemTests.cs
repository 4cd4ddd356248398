using Xunit;

namespace MaskML.Tests.Configuration;

public sealed class ConfigProblemTests : IDisposable
{
    private readonly ConfigFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Problems_are_reported_together_with_origin_path_found_and_expected()
    {
        folder.Write(
            """{ "sed": 1, "predict": { "minFace": "20", "detector": "magic" }, "data": { "sources": [], "validation": 0.9 } }""");

        string[] problems = folder.Problems(
            environment: new() { ["MASKML__HEAD__MAXITERATIONS"] = "many", ["MASKML__CROP"] = "1" },
            sets: ["seed", "head.l2=[1,-2,\"x\"]", "views.flip=yes"]);

        Assert.Equal(
            [
                "mlconfig.json: sed: found an unknown key, expected seed perhaps",
                "mlconfig.json: predict.minFace: found \"20\", expected a whole number from 1 to 10000",
                "mlconfig.json: predict.detector: found \"magic\", expected one of auto, masknet, yunet, haar, none",
                "mlconfig.json: data.sources: found [], expected a list of at least 1 item, each a path",
                "mlconfig.json: data.validation: found 0.9, expected a number from 0.01 to 0.5",
                "environment variable MASKML__CROP: crop: found 1, expected an object with the keys margin",
                "environment variable MASKML__HEAD__MAXITERATIONS: head.maxIterations: found \"many\", "
                    + "expected a whole number from 1 to 100000",
                "--set: found \"seed\", expected key.path=value, such as seed=7",
                "--set: head.l2[1]: found -2, expected a number from 0 to 1000000",
                "--set: head.l2[2]: found \"x\", expected a number from 0 to 1000000",
                "--set: views.flip: found \"yes\", expected true or false",
            ],
            problems);
    }

    [Fact]
    public void Problems_of_list_items_have_their_place_and_no_address()
    {
        folder.Write("""{ "cameras": [{ "name": "a", "adress": "rtsp://u:secret@h/" }, { "address": 5, "frames": 0 }, 1] }""");
        Assert.Equal(
            [
                "mlconfig.json: cameras[0].adress: found an unknown key, expected cameras.address perhaps",
                "mlconfig.json: cameras[1].address: found 5, expected a path",
                "mlconfig.json: cameras[1].frames: found 0, expected a whole number from 1 to 100000",
                "mlconfig.json: cameras[2]: found something else, expected an object with the keys name, address, detectSide, "
                    + "framesPerSecond, zone, labels, frames, cooldown",
            ],
            folder.Problems());
    }

    [Fact]
    public void Cameras_are_read_with_defaults_and_files_beside_the_configuration_and_kept_out_of_runs()
    {
        folder.Write(
            """
            { "cameras": [{ "name": "a", "address": "door.mp4", "zone": [[0, 0.5], [1, 1], [0, 1]] },
                          { "name": "b", "address": "rtsp://u:p@h/x", "framesPerSecond": 2.0 }] }
            """);
        var loaded = folder.Load();
        Assert.Equal(folder.At("door.mp4"), loaded.Config.Cameras[0].Address);
        Assert.Equal(0.5, loaded.Config.Cameras[0].Zone[0][1]);
        Assert.Equal(("rtsp://u:p@h/x", 2, 640), (
            loaded.Config.Cameras[1].Address, loaded.Config.Cameras[1].FramesPerSecond, loaded.Config.Cameras[1].DetectSide));
        Assert.Equal("[]", loaded.Effective["cameras"]!.ToJsonString());
    }

    [Theory]
    [InlineData("seed=1.5", "found 1.5, expected a whole number from 0 to 2147483647")]
    [InlineData("seed=1.0", "found 1.0, expected a whole number from 0 to 2147483647")]
    [InlineData("seed=99999999999", "found 99999999999, expected a whole number from 0 to 2147483647")]
    [InlineData("seed=-1", "found -1, expected a whole number from 0 to 2147483647")]
    [InlineData("seed=null", "found null, expected a whole number from 0 to 2147483647")]
    [InlineData("crop.margin=NaN", "found \"NaN\", expected a number from 0 to 2")]
    [InlineData("crop.margin=1e999", "found 1e999, expected a number from 0 to 2")]
    [InlineData("crop.margin=", "found \"\", expected a number from 0 to 2")]
    [InlineData("model=", "found \"\", expected a path")]
    [InlineData("haar.cascade=", "found \"\", expected a path or null")]
    [InlineData("data.sources=[a,b]", "found \"[a,b]\", expected a list of at least 1 item, each a path")]
    [InlineData("data.labels=x", "found \"x\", expected an object that gives a text or null for each name")]
    [InlineData("head={\"l2\":1}", "found 1, expected a list of at least 1 item, each a number from 0 to 1000000")]
    public void Wrong_value_is_reported_with_the_expected_one(string set, string expected) =>
        Assert.EndsWith(": " + expected, Assert.Single(folder.Problems(sets: [set])));

    [Theory]
    [InlineData("predict.minface=5", "predict.minFace perhaps")]
    [InlineData("minFace=5", "data.minFace perhaps")]
    [InlineData("views.rotate=5", "views.rotation perhaps")]
    [InlineData("haar.minNeighbours=5", "haar.minNeighbors perhaps")]
    [InlineData("crop.colour=5", "one of margin")]
    [InlineData("seed.x.y=5", "nothing below seed")]
    [InlineData("data.labels.=x", "nothing below data.labels")]
    public void Unknown_key_is_reported_with_the_nearest_known_one(string set, string expected) =>
        Assert.EndsWith("found an unknown key, expected " + expected, Assert.Single(folder.Problems(sets: [set])));

    [Fact]
    public void Syntax_error_is_reported_with_line_and_column_in_characters()
    {
        folder.Write("{\n  \"seed\": 1,\n  \"runs\": \"äöü\" oops\n}");

        string[] problems = folder.Problems(sets: ["crop.margin=9"]);

        Assert.Equal(2, problems.Length);
        Assert.StartsWith("mlconfig.json: found no valid JSON, line 3, column 17: ", problems[0]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{ \"runs\": \"\\ud800\" }")]
    [InlineData("{ \"\\udc00\": 1 }")]
    public void File_that_is_not_an_object_is_one_problem(string json)
    {
        folder.Write(json);

        Assert.StartsWith("mlconfig.json: found ", Assert.Single(folder.Problems()));
    }

    [Fact]
    public void Duplicate_key_is_a_problem()
    {
        folder.Write("""{ "seed": 1, "seed": 2, "data": { "labels": { "a": "b", "a": null } } }""");

        Assert.Equal(
            [
                "mlconfig.json: seed: found this key twice, expected it once",
                "mlconfig.json: data.labels.a: found this key twice, expected it once",
            ],
            folder.Problems());
    }

    [Fact]
    public void Missing_file_is_a_problem()
    {
        Assert.Equal(
            $"no.json: found no such file, expected a configuration file at {folder.At("no.json")}",
            Assert.Single(folder.Problems("no.json")));
        Assert.Contains("cannot be read", Assert.Single(folder.Problems(".")));
    }

    [Fact]
    public void Validation_and_test_must_leave_images_for_training()
    {
        folder.Write("""{ "data": { "validation": 0.5 } }""");

        Assert.Equal(0.4, folder.Load(sets: ["data.test=0.4"]).Config.Data.Test);
        Assert.Equal(
            "--set: data.validation + data.test: found 0.5 + 0.5 = 1, expected at most 0.9 so that images are left to train on",
            Assert.Single(folder.Problems(sets: ["data.test=0.5"])));
    }

    [Fact]
    public void Problem_is_one_short_line_whatever_was_found()
    {
        string[] problems = folder.Problems(sets: [new string('k', 500) + "\n=1", "seed=" + new string('9', 500) + "\n\n"]);

        Assert.Equal(2, problems.Length);
        Assert.All(problems, p => Assert.True(p.Length < 350 && !p.Contains('\n')));
    }
}
