using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MaskML.Cli.Configuration;
using MaskML.Predict.Photos;
using MaskML.Serve.Cameras;
using MaskML.Serve.Telling;
using MaskML.Train.Features;
using Xunit;

namespace MaskML.Tests.Configuration;

public sealed class ConfigLoaderTests : IDisposable
{
    private readonly ConfigFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Defaults_hold_without_a_file_and_are_relative_to_the_current_directory()
    {
        LoadedConfig loaded = folder.Load();

        Assert.Null(loaded.File);
        Assert.Equal(folder.At("live", "maskml.zip"), loaded.Config.Model);
        Assert.Equal([folder.At("data", "sample")], loaded.Config.Data.Sources);
        Assert.Equal("masknet", loaded.Config.Backbone);
        Assert.True(JsonNode.DeepEquals(JsonSerializer.SerializeToNode(new MaskMLConfig(), ConfigJson.Options), loaded.Effective));
    }

    [Fact]
    public void Items_of_lists_keep_the_defaults_of_keys_that_they_leave_out()
    {
        folder.Write("""{ "cameras": [{ "name": "door", "address": "a.mp4" }], "webhooks": [{ "url": "http://a/b" }] }""");

        MaskMLConfig config = folder.Load().Config;

        var camera = new CameraOptions { Name = "door", Address = folder.At("a.mp4") };
        Assert.Equivalent(camera, config.Cameras.Single(), strict: true);
        Assert.Equivalent(new WebhookOptions { Url = "http://a/b" }, config.Webhooks.Single(), strict: true);
    }

    [Fact]
    public void Later_layers_override_earlier_ones()
    {
        folder.Write("""{ "seed": 1, "crop": { "margin": 0.5 }, "head": { "maxIterations": 10 }, "views": { "count": 3 } }""");

        MaskMLConfig config = folder.Load(
            environment: new() { ["MASKML__crop__margin"] = "0.6", ["MASKML__head__maxIterations"] = "20" },
            sets: ["head.maxIterations=30", "views.flip=true", "head.maxIterations=40"]).Config;

        Assert.Equal(1, config.Seed);
        Assert.Equal(0.6, config.Crop.Margin);
        Assert.Equal(40, config.Head.MaxIterations);
        Assert.Equal(3, config.Views.Count);
        Assert.Equal(new ViewsOptions().Zoom, config.Views.Zoom);
    }

    [Fact]
    public void File_may_have_comments_trailing_commas_a_schema_and_a_byte_order_mark()
    {
        folder.Write("""
            ﻿// ours
            { "$schema": "./mlconfig.schema.json", /* why */ "seed": 7, "head": { "l2": [1, 2.5,], }, }
            """);

        MaskMLConfig config = folder.Load().Config;

        Assert.Equal(7, config.Seed);
        Assert.Equal([1, 2.5], config.Head.L2);
    }

    [Fact]
    public void File_is_found_from_a_subfolder()
    {
        string file = folder.Write("""{ "seed": 9 }""");

        LoadedConfig loaded = folder.Load(under: "a/b");

        Assert.Equal(file, loaded.File);
        Assert.Equal(9, loaded.Config.Seed);
        Assert.Equal(folder.At("runs"), loaded.Config.Runs);
    }

    [Fact]
    public void Paths_are_relative_to_the_file_or_the_current_directory()
    {
        folder.Write(
            """
            {
              "model": "m.zip", "data": { "sources": ["x", "../y"] },
              "haar": { "cascade": "c.xml" }, "cache": { "directory": "cache" }
            }
            """,
            "conf/my.json");

        LoadedConfig loaded = folder.Load(
            "conf/my.json",
            new() { ["MASKML__yunet__model"] = "yunet.onnx", ["MASKML__CACHE__DIRECTORY"] = "" },
            ["data.sources=mine", "backbone=nets/b.onnx"]);

        MaskMLConfig config = loaded.Config;
        Assert.Equal(folder.At("conf", "m.zip"), config.Model);
        Assert.Equal(folder.At("conf", "runs"), config.Runs);
        Assert.Equal(folder.At("conf", "c.xml"), config.Haar.Cascade);
        Assert.Equal(folder.At("yunet.onnx"), config.Yunet.Model);
        Assert.Equal([folder.At("mine")], config.Data.Sources);
        Assert.Equal(folder.At("nets", "b.onnx"), config.Backbone);
        Assert.Equal("", config.Cache.Directory);
        Assert.Equal("nets/b.onnx", (string?)loaded.Effective["backbone"]);
        Assert.Equal("m.zip", (string?)loaded.Effective["model"]);
    }

    [Theory]
    [InlineData("masknet", "masknet")]
    [InlineData("other.onnx", "<here>/other.onnx")]
    [InlineData("./other", "<here>/other")]
    [InlineData("/nets/x.ONNX", "/nets/x.ONNX")]
    public void Backbone_is_a_path_if_it_has_a_separator_or_ends_with_onnx(string written, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The expected paths are those of Unix.");

        Assert.Equal(expected.Replace("<here>", folder.Path), folder.Load(sets: ["backbone=" + written]).Config.Backbone);
    }

    [Fact]
    public void Texts_need_no_quotes_on_the_command_line_and_a_single_value_becomes_a_list()
    {
        MaskMLConfig config = folder.Load(sets:
        [
            "backbone=\"quoted\"", "head.l2=5", "views.flip=false", "data.labels={\"a\":\"b\"}", "data.labels.mask_weared_incorrect=null",
            "data.labels.c.d=with_mask", "haar.cascade=null", "runs=null", "data.sources=[\"p\",\"q\"]",
        ]).Config;

        Assert.Equal("quoted", config.Backbone);
        Assert.Equal([5], config.Head.L2);
        Assert.False(config.Views.Flip);
        Assert.Equal(
            new Dictionary<string, string?> { ["a"] = "b", ["mask_weared_incorrect"] = null, ["c.d"] = "with_mask" }, config.Data.Labels);
        Assert.Null(config.Haar.Cascade);
        Assert.Equal(folder.At("null"), config.Runs);
        Assert.Equal([folder.At("p"), folder.At("q")], config.Data.Sources);
    }

    [Fact]
    public void Environment_variables_match_in_any_case_and_others_are_ignored()
    {
        MaskMLConfig config = folder.Load(environment: new()
        {
            ["MASKML__PREDICT__MINFACE"] = "33",
            ["maskml__head__l2"] = "[0.1,1]",
            ["MASKML__data__labels__mask_weared_incorrect"] = "null",
            ["MASKML_MODELS"] = "anything",
            ["PATH"] = "anything",
        }).Config;

        Assert.Equal(33, config.Predict.MinFace);
        Assert.Equal([0.1, 1], config.Head.L2);
        Assert.Null(config.Data.Labels["mask_weared_incorrect"]);
    }

    [Fact]
    public void Section_given_as_an_object_keeps_its_other_keys()
    {
        MaskMLConfig config = folder.Load(sets: ["predict={\"minFace\":40}", "predict.detector=haar"]).Config;

        Assert.Equal(40, config.Predict.MinFace);
        Assert.Equal("haar", config.Predict.Detector);
        Assert.Equal(new PredictOptions().UncertainBelow, config.Predict.UncertainBelow);
    }

    [Fact]
    public void Effective_configuration_loads_to_itself()
    {
        LoadedConfig first = folder.Load(sets: ["seed=5", "data.labels.x=null", "head.l2=[1,2]", "model=other.zip"]);

        LoadedConfig second = folder.Load(folder.Write(first.Effective.ToJsonString(), "again.json"));

        Assert.True(JsonNode.DeepEquals(first.Effective, second.Effective));
        Assert.Equal(first.Config.Model, second.Config.Model);
    }

    [Fact]
    public void Numbers_do_not_depend_on_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = comma;
        try
        {
            Assert.Equal(0.25, folder.Load(sets: ["crop.margin=0.25"]).Config.Crop.Margin);
            Assert.Equal(
                "--set: crop.margin: found 2.5, expected a number from 0 to 2", Assert.Single(folder.Problems(sets: ["crop.margin=2.5"])));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
