#!/usr/bin/env node
import module from 'node:module';

// The command's first file is plain JavaScript, so that an old Node gets a sentence instead of a syntax error.
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `sluss needs Node.js 24 or newer; this is ${process.versions.node}. In a checkout, "npm ci" brings it on Linux: run "npx sluss".`,
  );
  process.exit(1);
}
// Types are stripped and code is compiled once; later starts read the result.
module.enableCompileCache?.();
const extension = import.meta.url.endsWith('/dist/src/sluss.js') ? 'js' : 'ts';
const { main } = await import(`./cli.${extension}`);
await main(process.argv);
