/** The file of a domain's folder that holds its verified queries. */
export const verifiedQueriesFile = "verified-queries.yaml";
