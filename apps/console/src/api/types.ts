import type { components, operations, paths } from '#api-types';

export type { paths };

/** The types of requests and answers, by the names of the OpenAPI document of the service. */
export type Schemas = components['schemas'];

/** An action of API 3.0. */
export type Action = {
  [P in keyof paths]: P extends `/#${infer Name extends keyof operations}` ? Name : never;
}[keyof paths];

type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : never;

/** Parameters of an action. */
export type Params<A extends Action> = Json<operations[A]['requestBody']>;

type Answer<A extends Action> = Json<operations[A]['responses'][200]> extends { Response: infer R } ? R : never;

/** What an action returns when it succeeds. */
export type Result<A extends Action> = Exclude<Answer<A>, { Error: unknown }>;

/** What a route under `/x/v1` answers: `RouteResult<'/x/v1/session', 'get'>`. */
export type RouteResult<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends {
  responses: { 200: infer Answered };
}
  ? Json<Answered>
  : never;
