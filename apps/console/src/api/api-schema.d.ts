declare module '#api-schema/*' {
  const schema: import('./request-rules.ts').RequestSchema;
  export default schema;
}
