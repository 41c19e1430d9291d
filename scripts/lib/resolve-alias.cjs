/** How dependency-cruiser finds `@/x`; the shape is that of a webpack configuration. */
module.exports = {
  resolve: {
    alias: { '@': process.cwd() },
    extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json'],
    exportsFields: ['exports'],
    conditionNames: ['import', 'require', 'node', 'default', 'types', 'style'],
    mainFields: ['module', 'main', 'types'],
  },
};
