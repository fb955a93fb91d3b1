using System.Reflection;
using System.Reflection.Emit;

namespace Webmail.Tests.Architecture;

/// <summary>What the code of a type refers to: read from its IL, so that nothing hides in a method body.</summary>
static class MethodBodies
{
    const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null)).OfType<OpCode>().ToDictionary(code => code.Value);

    /// <summary>Types that the type's signatures and bodies name, with its nested types (lambdas, state machines).</summary>
    public static IEnumerable<Type> Referenced(Type type)
    {
        var members = type.GetFields(All).Select(field => field.FieldType).Concat(Methods(type).SelectMany(Signature)).Concat(Members(type).SelectMany(Owners));
        return members.Append(type.BaseType ?? typeof(object)).Concat(type.GetInterfaces()).SelectMany(Parts).Distinct();
    }

    /// <summary>Fields, methods and types that the bodies of a type name.</summary>
    public static IEnumerable<MemberInfo> Members(Type type) => Methods(type).SelectMany(Members);

    static IEnumerable<MethodBase> Methods(Type type) => type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All));

    static IEnumerable<Type> Signature(MethodBase method) =>
        method.GetParameters().Select(parameter => parameter.ParameterType).Append((method as MethodInfo)?.ReturnType ?? typeof(void));

    static IEnumerable<MemberInfo> Members(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } il) yield break;
        for (var at = 0; at < il.Length;)
        {
            var code = Codes[il[at] == 0xFE ? BitConverter.ToInt16([il[at + 1], il[at]]) : il[at]];
            at += code.Size;
            if (code.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
                if (Resolve(method, BitConverter.ToInt32(il, at)) is { } member) yield return member;
            at += Length(code.OperandType, il, at);
        }
    }

    static MemberInfo? Resolve(MethodBase method, int token)
    {
        var typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        return method.Module.ResolveMember(token, typeArguments, method.IsGenericMethod ? method.GetGenericArguments() : null);
    }

    static int Length(OperandType operand, byte[] il, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
        _ => 4,
    };

    static IEnumerable<Type> Owners(MemberInfo member) => member switch
    {
        Type type => [type],
        MethodBase method => Signature(method).Append(method.DeclaringType ?? typeof(object)).Concat(method.IsGenericMethod ? method.GetGenericArguments() : []),
        FieldInfo field => [field.FieldType, field.DeclaringType!],
        _ => [],
    };

    static IEnumerable<Type> Parts(Type type) =>
        type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type) : type.HasElementType ? Parts(type.GetElementType()!) : [type];
}
