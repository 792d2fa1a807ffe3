/** Vite takes styles in when it builds; they have no value of their own. */
declare module "*.css" {}
