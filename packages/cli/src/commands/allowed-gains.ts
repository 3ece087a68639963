import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { actions } from '@chatelaine/core';
import type { AccessChange } from '@chatelaine/policy/comparison';
import * as v from 'valibot';
import { parseDocument } from 'yaml';
import { CommandError } from '../errors/command-error.ts';
import { withFileErrors } from '../errors/file-error.ts';

/** Whether a gain is one that was meant. */
export type AllowedGains = (gain: AccessChange) => boolean;

export const noAllowedGains: AllowedGains = () => false;

const member = (issue: v.StrictObjectIssue): string => {
  if (issue.expected === 'never') return 'is not known';
  return issue.expected === 'Object' ? 'is no mapping' : 'is missing';
};
const textMessage = 'is not text of 1–300 characters';
const text = v.pipe(v.string(textMessage), v.minLength(1, textMessage), v.maxLength(300, textMessage));
const listMessage = 'is not a list of 1–1,000 entries';
// An entry that can match nothing is a slip.
const who = v.pipe(
  text,
  v.check((name) => name === 'all' || /^(?:user|role|group|service|role-session):/.test(name), 'names no principal'),
);
const action = v.pipe(
  text,
  v.check((name) => actions.includes(name), 'is no action'),
);
const named = v.pipe(v.array(action, listMessage), v.minLength(1, listMessage), v.maxLength(1_000, listMessage));
const entry = v.strictObject({ who, actions: named, rule: v.optional(text), reason: text }, member);
const schema = v.strictObject({ allow: v.pipe(v.array(entry, listMessage), v.maxLength(1_000, listMessage)) }, member);
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
    throw refused(name, `is wrong: ${v.getDotPath(issue) ?? 'it'} ${issue.message}`);
  }
  const { allow } = read.output;
  return (gain) =>
    allow.some(
      (each) => each.who === gain.who && each.actions.includes(gain.action) && (each.rule ?? gain.rule) === gain.rule,
    );
}

function refused(name: string, fault: string): CommandError {
  const form = 'write allow: [{ who: role:x, actions: [kms:cmk:get], reason: … }], and rule: document/rule if you like';
  return new CommandError('UsageError', `${name} ${fault}; ${form}.`);
}
