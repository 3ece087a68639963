import { quote } from '../source/hidden-characters.ts';
import type { Form } from './form.ts';
import { suggestion } from './near-name.ts';
import { anyText, readText } from './text.ts';

/** One of several words. */
export function choice<Value extends string>(noun: string, among: readonly Value[]): Form<Value> {
  return {
    read(node, _what, reading) {
      const written = readText(node, noun, anyText, reading);
      const value = among.find((each) => each === written);
      if (written !== undefined && value === undefined) {
        const near = suggestion(written, among) || `; it is one of ${among.join(', ')}`;
        reading.report(node.offset, 'unknown-name', `${quote(written)} is no ${noun}${near}`);
      }
      return value;
    },
    schema: () => ({ enum: among }),
  };
}
