/** The OpenAPI document of the service. */
export function apiDocument(): Promise<{ components: { schemas: Readonly<Record<string, object>> } }>;
