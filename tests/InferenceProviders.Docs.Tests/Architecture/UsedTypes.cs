using Mono.Cecil;
using Mono.Cecil.Cil;

namespace InferenceProviders.Docs.Tests.Architecture;

/// <summary>
/// The types of a module that one of its types uses, nested types and what the compiler made of them included.
/// </summary>
internal sealed class UsedTypes(ModuleDefinition module)
{
    private readonly HashSet<TypeDefinition> _used = [];

    public IReadOnlyCollection<TypeDefinition> Of(TypeDefinition type)
    {
        Visit(type);
        _used.Remove(type);
        return _used;
    }

    private void Visit(TypeDefinition type)
    {
        Add(type.BaseType);
        AddAttributes(type);
        foreach (var implemented in type.Interfaces)
        {
            Add(implemented.InterfaceType);
        }

        foreach (var field in type.Fields)
        {
            Add(field.FieldType);
            AddAttributes(field);
        }

        foreach (var property in type.Properties)
        {
            AddAttributes(property);
        }

        foreach (var method in type.Methods)
        {
            Visit(method);
        }

        foreach (var nested in type.NestedTypes)
        {
            Visit(nested);
        }
    }

    private void Visit(MethodDefinition method)
    {
        Add(method);
        AddAttributes(method);
        foreach (var parameter in method.Parameters)
        {
            AddAttributes(parameter);
        }

        foreach (var generic in method.GenericParameters)
        {
            foreach (var constraint in generic.Constraints)
            {
                Add(constraint.ConstraintType);
            }
        }

        if (!method.HasBody)
        {
            return;
        }

        foreach (var handler in method.Body.ExceptionHandlers)
        {
            Add(handler.CatchType);
        }

        foreach (var instruction in method.Body.Instructions)
        {
            switch (instruction.Operand)
            {
                case TypeReference type:
                    Add(type);
                    break;
                case MethodReference called:
                    Add(called);
                    break;
                case FieldReference field:
                    Add(field.DeclaringType);
                    Add(field.FieldType);
                    break;
            }
        }
    }

    private void Add(MethodReference method)
    {
        Add(method.DeclaringType);
        Add(method.ReturnType);
        foreach (var parameter in method.Parameters)
        {
            Add(parameter.ParameterType);
        }

        foreach (var argument in (method as GenericInstanceMethod)?.GenericArguments ?? [])
        {
            Add(argument);
        }
    }

    private void AddAttributes(ICustomAttributeProvider member)
    {
        foreach (var attribute in member.CustomAttributes)
        {
            Add(attribute.AttributeType);
            foreach (var argument in attribute.ConstructorArguments.Concat(
                attribute.Properties.Select(property => property.Argument)))
            {
                Add(argument.Value as TypeReference);
            }
        }
    }

    private void Add(TypeReference? type)
    {
        switch (type)
        {
            case null or GenericParameter:
                return;
            case GenericInstanceType generic:
                foreach (var argument in generic.GenericArguments)
                {
                    Add(argument);
                }

                break;
        }

        if (type is TypeSpecification { ElementType: var element })
        {
            Add(element);
            return;
        }

        if (type.Scope == module && type.Resolve() is { } definition)
        {
            while (definition.DeclaringType is { } outer)
            {
                definition = outer;
            }

            _used.Add(definition);
        }
    }
}
