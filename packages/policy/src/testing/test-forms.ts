import type { Form } from '../form/form.ts';
import { list } from '../form/list.ts';
import { pairs } from '../form/pairs.ts';
import { parsedText, text, type TextForm } from '../form/text.ts';
import { quote } from '../source/hidden-characters.ts';
import type { Named } from './test-file.ts';

export const most = 1_000;
export const anyValue: TextForm = { minimum: 0, maximum: 4_096, description: 'text' };
export const plainName: TextForm = {
  minimum: 1,
  maximum: 64,
  pattern: /^[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/,
  description: 'letters and digits, joined by . _ or - (1–64 characters)',
};
export const roleName: TextForm = {
  minimum: 1,
  maximum: 128,
  pattern: /^[A-Za-z0-9._@/-]+$/,
  description: 'a name without its kind, 1–128 characters of A–Z a–z 0–9 . _ @ / -',
};
export const principalId: TextForm = {
  minimum: 1,
  maximum: 141,
  pattern: /^(?:user|service|role-session):[A-Za-z0-9._@/-]{1,128}$/,
  description: 'user:, service: or role-session: and 1–128 characters of A–Z a–z 0–9 . _ @ / -',
};
export const algorithmName: TextForm = {
  minimum: 2,
  maximum: 64,
  pattern: /^[A-Z][A-Z0-9_]+$/,
  description: 'words of A–Z 0–9 joined by _, such as RSASSA_PSS_SHA_256',
};

/** Text that a check of core takes. */
export function checked(check: (text: string) => boolean, form: string): Form<string> {
  return parsedText(
    (written, offset, { report }, what) => {
      if (check(written)) return written;
      report(offset, 'invalid-value', `${what} must be ${form}; it is ${quote(written)}`);
      return undefined;
    },
    { type: 'string' },
  );
}

export function names(of: TextForm, noun: string): Form<readonly string[]> {
  return list({ of: text(of), noun, maximum: most });
}

export function values(noun: string, name: TextForm = anyValue): Form<readonly Named<string>[]> {
  return pairs({
    name,
    nameNoun: `the name of ${noun}`,
    entryNoun: noun,
    value: text(anyValue),
    maximum: most,
    most: `the most is ${most}`,
  });
}

export function byName<Value>(noun: string, value: Form<Value>): Form<readonly Named<Value>[]> {
  return pairs({
    name: plainName,
    nameNoun: `the name of ${noun}`,
    entryNoun: noun,
    value,
    maximum: most,
    most: `the most is ${most}`,
  });
}
