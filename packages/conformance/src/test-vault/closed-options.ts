import type { OptionsSchema } from '@chatelaine/core';

/** A schema that only knows the names of members: the options of test plugins come from test code. */
export function closedOptions<Options>(members: readonly (keyof Options & string)[]): OptionsSchema<Options> {
  const known: readonly string[] = members;
  return {
    '~standard': {
      version: 1,
      vendor: 'chatelaine',
      validate: (value) => {
        const unknown = Object.keys(value as object).filter((name) => !known.includes(name));
        return unknown.length === 0
          ? { value: value as Options }
          : { issues: [{ message: `there is no option ${unknown.join(', ')}` }] };
      },
    },
  };
}
