export { columnWeights, matchExpression } from './full-text.ts';
