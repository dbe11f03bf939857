// One typed call of the API with fetch: the name of the operation decides what is taken and given.
import { type ErrorAnswer, type Operations, PLACES } from "./proof-of-talent";

export interface Given<O extends Operations[keyof Operations]> {
  /** What stands in braces in the path. */
  places?: Record<string, string | number>;
  query?: O["query"];
  body?: O["body"];
  /** An API key. */
  key?: string;
}

/** Send a JSON call to the server at `base`; throws an Error that says what the server refused. */
export async function call<N extends keyof Operations>(
  base: string,
  name: N,
  given: Given<Operations[N]> = {},
): Promise<Operations[N]["answer"]> {
  const [method, path] = PLACES[name];
  const filled = path.replace(/\{(\w+)\}/g, (_, place) => encodeURIComponent(given.places?.[place] ?? ""));
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(given.query ?? {})) {
    for (const each of Array.isArray(value) ? value : [value]) query.append(key, String(each));
  }
  const headers: Record<string, string> = given.key ? { Authorization: `Bearer ${given.key}` } : {};
  if (given.body !== undefined) headers["Content-Type"] = "application/json";
  const body = given.body === undefined ? undefined : JSON.stringify(given.body);
  const answer = await fetch(`${base}${filled}?${query}`, { method, headers, body });
  if (!answer.ok) throw new Error(((await answer.json()) as ErrorAnswer).error.message);
  return answer.status === 204 ? undefined : await answer.json();
}
