// What only the composer needs: loaded when one is open, so that the first view of the mail stays small.
export { RichText } from './composer/rich_text.js';
