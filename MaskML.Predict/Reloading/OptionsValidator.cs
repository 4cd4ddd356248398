using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace MaskML.Predict.Reloading;

/// <summary>Validates the data annotations of options and of the options nested in them; reports all problems together.</summary>
internal sealed class OptionsValidator<T> : IValidateOptions<T>
    where T : class
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, T options)
    {
        var problems = new List<ValidationResult>();
        foreach (object part in Parts(options))
        {
            Validator.TryValidateObject(part, new ValidationContext(part), problems, validateAllProperties: true);
        }

        return problems.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(problems.Select(
                problem => $"{typeof(T).Name.Split('`')[0]} of the model '{name}': {problem.ErrorMessage}"));
    }

    // The options, and the nested objects whose types are defined in this assembly, at any depth.
    private static IEnumerable<object> Parts(object options) =>
        options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.PropertyType.IsClass && property.PropertyType.Assembly == typeof(OptionsValidator<>).Assembly)
            .Select(property => property.GetValue(options))
            .OfType<object>()
            .Where(part => part is not IEnumerable)
            .SelectMany(Parts)
            .Prepend(options);
}
