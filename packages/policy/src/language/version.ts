import type { Form } from '../form/form.ts';
import { parsedText } from '../form/text.ts';
import { quote } from '../source/hidden-characters.ts';

/** The version of the language that this package reads, in policies and in their tests. */
export const policyVersion = 'chatelaine/v1';
export type PolicyVersion = typeof policyVersion;

/** The member that says which version of the language a file is written in. */
export function versionOf(member: string): Form<PolicyVersion> {
  return parsedText(
    (written, offset, { report }) => {
      if (written === policyVersion) return policyVersion;
      report(offset, 'invalid-value', `${member} is ${quote(written)}; this version reads ${policyVersion}`);
      return undefined;
    },
    { const: policyVersion },
  );
}
