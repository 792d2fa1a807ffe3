import { useEffect, useState } from "preact/hooks";

import type { pages, PageProps } from "../pages/index.tsx";
import { TopBar } from "../ui/top-bar.tsx";
import type { Place } from "./place.ts";

type Pages = typeof pages;

let loading: Promise<Pages> | null = null;

/** A page beside the conversation. The script of these pages is loaded when the first of them is opened. */
export function OtherPage({ place, ...props }: PageProps & { readonly place: Place }) {
  const [show, setShow] = useState<Pages | null>(null);
  const [hasFailed, setHasFailed] = useState(false);
  useEffect(() => {
    loading ??= import("../pages/index.tsx").then((loaded) => loaded.pages);
    loading.then(
      (loaded) => setShow(() => loaded),
      () => {
        loading = null;
        setHasFailed(true);
      },
    );
  }, []);
  if (show) return show(place, props);
  return (
    <main id="content">
      <TopBar title="Reckoner" onMenu={props.onMenu} />
      {hasFailed && <p class="column empty">This page could not be loaded. Load it again in a moment.</p>}
    </main>
  );
}
