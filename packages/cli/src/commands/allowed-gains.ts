import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { AccessChange } from '@chatelaine/policy/comparison';
import * as v from 'valibot';
import { parseDocument } from 'yaml';
import { CommandError } from '../errors/command-error.ts';
import { withFileErrors } from '../errors/file-error.ts';

/** Whether a gain is one that was meant. */
export type AllowedGains = (gain: AccessChange) => boolean;

export const noAllowedGains: AllowedGains = () => false;

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(300));
const schema = v.strictObject({
  allow: v.pipe(
    v.array(
      v.strictObject({
        who: text,
        actions: v.pipe(v.array(text), v.minLength(1), v.maxLength(1_000)),
        rule: v.optional(text),
        reason: text,
      }),
    ),
    v.maxLength(1_000),
  ),
});
const mostBytes = 1_048_576;

/** Reads the gains that a review has agreed to. The file is closed: what it says too much is an error. */
export async function readAllowedGains(workingDirectory: string, name: string): Promise<AllowedGains> {
  const bytes = await withFileErrors(`read ${name}`, () => readFile(resolve(workingDirectory, name)));
  if (bytes.length > mostBytes) throw refused(name, `has more than ${mostBytes} bytes`);
  const document = parseDocument(bytes.toString('utf8'), { schema: 'failsafe', uniqueKeys: true });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) throw refused(name, `is no YAML: ${fault.message.split('\n', 1)[0] ?? ''}`);
  const read = v.safeParse(schema, document.toJS({ maxAliasCount: 0 }));
  if (!read.success) {
    const [issue] = read.issues;
    throw refused(name, `is wrong at ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}`);
  }
  const { allow } = read.output;
  return ({ action, rule, who }) =>
    allow.some((each) => each.who === who && each.actions.includes(action) && (each.rule ?? rule) === rule);
}

function refused(name: string, fault: string): CommandError {
  const form = 'write allow: [{ who: role:x, actions: [kms:cmk:get], reason: … }], and rule: document/rule if you like';
  return new CommandError('UsageError', `${name} ${fault}; ${form}.`);
}
