import { type OperationName, operations, type Parameter } from '@chatelaine/core';

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The summary of an operation, as the help says it. */
export function operationHelp(name: OperationName): string {
  return operations[name].summary.replace(/\.$/, '');
}

/** The summary of an operation's parameter, with its range and default, as the help says it. */
export function parameterHelp(name: OperationName, parameter: string): string {
  const parameters: Readonly<Record<string, Parameter>> = operations[name].parameters;
  const declared = parameters[parameter];
  if (declared === undefined) throw new TypeError(`The operation ${name} has no parameter ${parameter}.`);
  const summary = lowerFirst(declared.summary.replace(/\.$/, ''));
  if (declared.kind === 'choice' || declared.kind === 'choices') return `${summary} (${declared.among.join(', ')})`;
  if (declared.kind !== 'integer') return summary;
  const standard = declared.default === undefined ? '' : `; default ${declared.default}`;
  return `${summary} (${declared.minimum}–${declared.maximum}${standard})`;
}
