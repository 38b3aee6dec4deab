import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { readPackage } from './package-file.ts';

/** A tar entry, as npm writes them. */
function entry(name: string, content: string, kind = '0'): Buffer {
  const header = Buffer.alloc(512);
  header.write(name.slice(0, 100), 0);
  header.write(Buffer.byteLength(content).toString(8).padStart(11, '0'), 124);
  header.write(kind, 156);
  const body = Buffer.alloc(Math.ceil(Buffer.byteLength(content) / 512) * 512);
  body.write(content);
  return Buffer.concat([header, body]);
}

const pack = (...entries: Buffer[]) => gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]));

describe('readPackage', () => {
  it('gives the resources, and not the manifest, the index or examples', () => {
    const archive = pack(
      entry('package/package.json', '{"name":"x"}'),
      entry('package/.index.json', '{}'),
      entry('package/example/Patient-1.json', '{"resourceType":"Patient"}'),
      entry('package/ValueSet-v.json', '{"resourceType":"ValueSet","url":"http://x/v","title":"åäö"}'),
      entry('package/', '', '5'),
    );
    assert.deepEqual(readPackage(archive), [{ resourceType: 'ValueSet', url: 'http://x/v', title: 'åäö' }]);
  });

  it('reads long names', () => {
    const name = `package/StructureDefinition-${'x'.repeat(150)}.json`;
    assert.equal(readPackage(pack(entry('././@LongLink', `${name}\0`, 'L'), entry(name, '{"a":1}'))).length, 1);
  });

  it('refuses half an archive', () => {
    const whole = Buffer.concat([entry('package/a.json', JSON.stringify({ a: 'x'.repeat(2000) }))]);
    assert.throws(() => readPackage(gzipSync(whole.subarray(0, 1024))), /cut short/);
    assert.throws(() => readPackage(Buffer.from('no archive')));
  });
});
