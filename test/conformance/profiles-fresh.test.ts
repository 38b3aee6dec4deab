import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GUIDES, guideFolder, profileSource } from '../../scripts/profile-source.ts';

describe('the compiled profiles', () => {
  for (const guide of GUIDES) {
    it(`of ${guide} are what the FSH says (else: npm run build:profiles)`, () => {
      const recorded = JSON.parse(readFileSync(join(guideFolder(guide), 'compiled', 'SOURCE.json'), 'utf8'));
      assert.deepEqual(recorded, profileSource(guide));
    });
  }
});
