// Evaluates Vega's parsed expressions. Vega would compile them with `Function`, which a strict
// Content-Security-Policy forbids; given `ast: true` it hands over syntax trees instead, and asks an object
// like the one exported here to make functions of them.

const constants = {
  NaN: NaN, E: Math.E, PI: Math.PI, LN2: Math.LN2, LN10: Math.LN10, SQRT2: Math.SQRT2,
  MIN_VALUE: Number.MIN_VALUE, MAX_VALUE: Number.MAX_VALUE,
};

const plain = {
  isNaN: Number.isNaN, isFinite: Number.isFinite,
  isValid: (value) => value != null && value === value,
  abs: Math.abs, ceil: Math.ceil, floor: Math.floor, round: Math.round, sqrt: Math.sqrt, pow: Math.pow,
  sin: Math.sin, cos: Math.cos, atan2: Math.atan2, exp: Math.exp, log: Math.log,
  max: Math.max, min: Math.min,
  clamp: (value, low, high) => Math.max(low, Math.min(high, value)),
  length: (value) => value?.length,
  indexof: (list, ...rest) => list.indexOf(...rest),
  split: (text, by) => String(text).split(by),
  slice: (list, ...rest) => list.slice(...rest),
  lower: (text) => String(text).toLowerCase(),
  upper: (text) => String(text).toUpperCase(),
  datetime: (...parts) => new Date(...parts),
  now: () => Date.now(),
  time: (value) => +new Date(value),
};

const unary = { "+": (a) => +a, "-": (a) => -a, "!": (a) => !a };
const binary = {
  "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, "%": (a, b) => a % b,
  "==": (a, b) => a == b, "!=": (a, b) => a != b, "===": (a, b) => a === b, "!==": (a, b) => a !== b,
  "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b,
};

const visit = {
  Literal: (node) => node.value,
  Identifier: (node, scope) => identify(node.name, scope),
  ArrayExpression: (node, scope) => node.elements.map((part) => evaluate(part, scope)),
  ObjectExpression: (node, scope) => Object.fromEntries(node.properties.map((property) => [
    property.key.name ?? property.key.value, evaluate(property.value, scope),
  ])),
  UnaryExpression: (node, scope) => unary[node.operator](evaluate(node.argument, scope)),
  BinaryExpression: (node, scope) => binary[node.operator](evaluate(node.left, scope), evaluate(node.right, scope)),
  LogicalExpression: (node, scope) => {
    const left = evaluate(node.left, scope);
    return (node.operator === "&&") === Boolean(left) ? evaluate(node.right, scope) : left;
  },
  ConditionalExpression: (node, scope) => evaluate(evaluate(node.test, scope) ? node.consequent : node.alternate, scope),
  MemberExpression: (node, scope) => {
    const owner = evaluate(node.object, scope);
    const name = node.computed ? evaluate(node.property, scope) : node.property.name ?? node.property.value;
    return owner[name];
  },
  CallExpression: (node, scope) => {
    const name = node.callee.name.replace(/^_/, "");
    if (name === "if") return evaluate(evaluate(node.arguments[0], scope) ? node.arguments[1] : node.arguments[2], scope);
    const call = plain[name] ?? scope.functions[name];
    if (!call) throw new Error(`A chart calls ${name}, which is not known here.`);
    return call.apply(scope.functions, node.arguments.map((argument) => evaluate(argument, scope)));
  },
};

function identify(name, scope) {
  if (name in constants) return constants[name];
  if (name === "datum" || name === "event" || name === "item") return scope[name];
  return scope.parameters?.[`$${name}`]; // a signal of the chart
}

function evaluate(node, scope) {
  return visit[node.type](node, scope);
}

function run(expression, context, parts) {
  const scope = { functions: context.functions, ...parts };
  return evaluate(expression.ast, scope);
}

/** Bring x, x2, xc and width (and the same down the page) in line, as Vega's encoders do. */
function settle(item, channels, hasExtent) {
  for (const [start, end, centre, size] of [["x", "x2", "xc", "width"], ["y", "y2", "yc", "height"]]) {
    if (channels[end]) {
      if (channels[start]) {
        if (hasExtent && item[start] > item[end]) [item[start], item[end]] = [item[end], item[start]];
        item[size] = item[end] - item[start];
      } else {
        item[start] = item[end] - (item[size] || 0);
      }
    }
    if (channels[centre]) item[start] = item[centre] - (item[size] || 0) / 2;
  }
}

export const interpreter = {
  operator: (context, expression) => (parameters) => run(expression, context, { parameters }),
  parameter: (context, expression) => (datum, parameters) => run(expression, context, { datum, parameters }),
  event: (context, expression) => (event) => run(expression, context, { event }),
  handler: (context, expression) => (parameters, event) =>
    run(expression, context, { parameters, event, datum: event.item?.datum }),
  encode: (context, { marktype, channels }) => {
    const hasExtent = marktype === "group" || marktype === "image" || marktype === "rect";
    return (item, parameters) => {
      let changed = 0;
      for (const name in channels) {
        const value = run(channels[name], context, { parameters, item, datum: item.datum });
        if (item[name] !== value) {
          item[name] = value;
          changed = 1;
        }
      }
      if (marktype !== "rule") settle(item, channels, hasExtent);
      return changed;
    };
  },
};
