import { defineConfig } from 'vitest/config';
import { sourceConditions, testProjects } from './vitest.projects.ts';

export default defineConfig({
  ssr: { resolve: { conditions: sourceConditions } },
  test: { projects: testProjects('*.long.test.ts', []), maxWorkers: 2, testTimeout: 30 * 60_000 },
});
