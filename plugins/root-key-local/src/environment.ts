import { type Factory, type OptionsSchema, type RootKey, type RootKeyContext, VaultError } from '@chatelaine/core';
import * as v from 'valibot';
import { readVariable, variableName } from './environment-variable.ts';
import { RandomSecret } from './random-secret.ts';
import { parseRootKey } from './root-key-text.ts';
import { WrappingRootKey } from './wrapping-root-key.ts';

/** A root key in an environment variable: 32 bytes as base64url without padding, 43 characters. Never made here. */
export interface EnvironmentOptions {
  /** Its name; `CHATELAINE_ROOT_KEY` if absent. */
  readonly variable?: string;
}

const defaultVariable = 'CHATELAINE_ROOT_KEY';

const advice =
  `Set it to 32 random bytes as base64url without padding. Make them with: ` +
  `node -p "require('node:crypto').randomBytes(32).toString('base64url')"`;

const options: OptionsSchema<EnvironmentOptions> = v.strictObject(
  {
    variable: v.optional(
      v.pipe(
        v.string('variable is the name of an environment variable'),
        v.regex(variableName, 'variable is the name of an environment variable: letters, digits and _, 128 at most'),
      ),
      defaultVariable,
    ),
  },
  'give variable, the name of an environment variable, or nothing',
);

function open({ variable = defaultVariable }: EnvironmentOptions): RootKey {
  const key = parseRootKey(readVariable(variable, advice));
  if (key === undefined) {
    throw new VaultError(
      'RootKeyUnavailable',
      `The environment variable ${variable} does not hold a root key. ${advice}`,
    );
  }
  return new WrappingRootKey(`environment variable ${variable}`, new RandomSecret(key));
}

export const environmentFactory: Factory<EnvironmentOptions, RootKey, RootKeyContext> = { options, open };
