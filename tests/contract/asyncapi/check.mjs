// Holds an AsyncAPI document to the specification, by @asyncapi/parser: `node check.mjs FILE`. Says what is wrong, and leaves with 1.
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { Parser, DiagnosticSeverity } from '@asyncapi/parser';

// Neither the document nor the parser asks anybody.
Socket.prototype.connect = () => {
  throw new Error('the network was asked for');
};

const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], 'utf8'));
const errors = diagnostics.filter((each) => each.severity === DiagnosticSeverity.Error);
for (const each of errors) {
  console.error(`${each.path.join('.')}: ${each.message} (${each.code})`);
}
if (errors.length || !document) {
  console.error(`${errors.length} errors`);
  process.exit(1);
}
console.log(`AsyncAPI ${document.version()}: ${document.channels().all().length} channels, ${document.allMessages().all().length} messages, valid`);
