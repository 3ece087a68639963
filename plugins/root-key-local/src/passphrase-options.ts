import type { OptionsResult, OptionsSchema } from '@chatelaine/core';
import * as v from 'valibot';
import { variableName } from './environment-variable.ts';
import { defaultCost, isWithinLimits, type ScryptCost } from './scrypt-cost.ts';

/** Where a passphrase comes from, and what a guess at it costs. */
export type PassphraseOptions = PassphraseOrigin & {
  /** Of what is wrapped from now on; what was wrapped before says its own cost. */
  readonly cost?: ScryptCost;
};

/** Exactly one of three. */
export type PassphraseOrigin =
  /** The passphrase itself, or a function that asks for it, called once when the vault opens. */
  | { readonly passphrase: string | (() => string | Promise<string>) }
  /** A file of mode 0600 or stricter, relative to the base directory. One line break at its end does not count. */
  | { readonly file: string }
  /** The name of an environment variable. */
  | { readonly variable: string };

const originMessage =
  'give one of passphrase (text or a function), file (a path) and variable (a name), and cost at most';
const costMessage =
  'cost is { N, r, p }: N a power of two from 2^14 to 2^20, r 8 to 16, p 1 to 4, 128·N·r at most 2^30';

const cost = v.optional(
  v.pipe(
    v.strictObject(
      {
        N: v.optional(v.number(costMessage), defaultCost.N),
        r: v.optional(v.number(costMessage), defaultCost.r),
        p: v.optional(v.number(costMessage), defaultCost.p),
      },
      costMessage,
    ),
    v.check(isWithinLimits, costMessage),
  ),
  {},
);

const schema = v.union(
  [
    v.strictObject({
      passphrase: v.custom<string | (() => string | Promise<string>)>(
        (value) => typeof value === 'string' || typeof value === 'function',
        originMessage,
      ),
      cost,
    }),
    v.strictObject({ file: v.pipe(v.string(), v.nonEmpty()), cost }),
    v.strictObject({
      variable: v.pipe(v.string(), v.regex(variableName, 'variable is the name of an environment variable')),
      cost,
    }),
  ],
  originMessage,
);

function validate(value: unknown): OptionsResult<PassphraseOptions> {
  const result = v.safeParse(schema, value);
  if (result.success) return { value: result.output };
  // The library's issues hold what was given, passphrase included.
  return {
    issues: result.issues.map(({ message, path = [] }) => ({ message, path: path.map(({ key }) => String(key)) })),
  };
}

export const passphraseOptions: OptionsSchema<PassphraseOptions> = {
  '~standard': { version: 1, vendor: 'valibot', validate },
};
