export { imported, type ImportedOptions } from './imported.ts';
