/**
 * dependency-cruiser's own use of SWC does not know JSX and overlooks imports inside types. So the parser it calls is
 * wrapped: it reads JSX and gives back a program of nothing but plain import statements, one for each place.
 */
const { isBuiltin } = require('node:module');
const swc = require('@swc/core');

const parseFile = swc.parseFileSync;

function sourceOf(node) {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      return node.source;
    case 'TsImportType':
      return node.argument;
    case 'TsExternalModuleReference':
      return node.expression;
    case 'CallExpression': {
      const loads =
        node.callee.type === 'Import' || (node.callee.type === 'Identifier' && node.callee.value === 'require');
      return loads ? node.arguments[0]?.expression : null;
    }
    default:
      return null;
  }
}

function textOf(source) {
  if (source?.type === 'StringLiteral') return source.value;
  if (source?.type !== 'TemplateLiteral' || source.quasis.length !== 1) return null;
  const { cooked } = source.quasis[0];
  return typeof cooked === 'string' ? cooked : (cooked?.value ?? null);
}

function collect(node, found) {
  if (Array.isArray(node)) {
    for (const item of node) collect(item, found);
  } else if (node !== null && typeof node === 'object') {
    const text = typeof node.type === 'string' ? textOf(sourceOf(node)) : null;
    // A type of Node's opens nothing; types of our own files are dependencies like any other.
    if (text !== null && !(node.typeOnly && isBuiltin(text))) found.add(text);
    for (const value of Object.values(node)) collect(value, found);
  }
}

const span = { start: 0, end: 0, ctxt: 0 };

const plainImport = (value) => ({
  type: 'ImportDeclaration',
  span,
  specifiers: [],
  source: { type: 'StringLiteral', span, value, raw: null },
  typeOnly: false,
});

swc.parseFileSync = (file, options) => {
  const found = new Set();
  collect(parseFile(file, { ...options, tsx: file.endsWith('x') }), found);
  return { type: 'Module', span, body: [...found].map(plainImport), interpreter: null };
};
