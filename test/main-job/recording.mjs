import { operations } from '@chatelaine/core';

/**
 * The same operations, and `calls` gets a line for each call: who ran what and how it ended. The audit trail must tell the
 * same story.
 */
export function recording(target, principal, calls) {
  const names = Object.keys(operations).filter((name) => name in target);
  return Object.fromEntries(
    names.map((name) => [
      name,
      async (request) => {
        let outcome = 'success';
        try {
          return await target[name](request);
        } catch (error) {
          outcome = error.code;
          throw error;
        } finally {
          calls.push(`${principal} ${name} ${outcome}`);
        }
      },
    ]),
  );
}
