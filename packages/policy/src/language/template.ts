import type { Principal } from '@chatelaine/core';
import type { Form } from '../form/form.ts';
import { suggestion } from '../form/near-name.ts';
import { parsedText, type TextForm, textSchema } from '../form/text.ts';
import { quote } from '../source/hidden-characters.ts';

const variable = /\$\{([^}]*)\}/g;
const variableName = /^principal\.([A-Za-z0-9._@/-]{1,128})$/;

/** Text that may hold `${principal.id}` and `${principal.<attribute>}`. */
export function templateText(form: TextForm): Form<string> {
  return parsedText(
    (written, offset, { report }) => {
      const rest = written.replace(variable, '');
      const wrong = names(written).find((name) => !variableName.test(name));
      if (wrong === undefined && !rest.includes('${')) return written;
      const shown = wrong === undefined ? quote('${') : quote(`\${${wrong}}`);
      const [head = ''] = wrong?.split('.', 1) ?? [];
      const near = head === 'principal' ? '' : suggestion(head, ['principal']);
      const advice = near || '; there are ${principal.id} and ${principal.<attribute>}, and no other use of ${';
      report(offset, 'unknown-name', `${shown} is no variable${advice}`);
      return undefined;
    },
    textSchema(form),
    form,
  );
}

function names(written: string): readonly string[] {
  return [...written.matchAll(variable)].map(([, name = '']) => name);
}

/** The names of the attributes that a text reads of the principal; `id` is its id. */
export function variablesOf(template: string): readonly string[] {
  return names(template).map((name) => name.slice('principal.'.length));
}

/** Gives the text for a principal; `undefined` where the principal lacks an attribute, or it is no text. */
export type Template = (principal: Principal) => string | undefined;

export function compileTemplate(template: string): Template {
  const variables = variablesOf(template);
  if (variables.length === 0) return () => template;
  // Text and names in turn: the texts stand at even places.
  const pieces = template.split(variable);
  return (principal) => {
    let text = '';
    for (const [place, piece] of pieces.entries()) {
      const value = place % 2 === 0 ? piece : principalValue(principal, piece.slice('principal.'.length));
      if (value === undefined) return undefined;
      text += value;
    }
    return text;
  };
}

/** What `${principal.<name>}` stands for. Reads own members only. */
function principalValue(principal: Principal, name: string): string | undefined {
  if (name === 'id') return typeof principal.id === 'string' ? principal.id : undefined;
  const { attributes } = principal;
  if (typeof attributes !== 'object' || attributes === null || !Object.hasOwn(attributes, name)) return undefined;
  const value: unknown = attributes[name];
  return typeof value === 'string' ? value : undefined;
}
