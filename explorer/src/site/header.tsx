export type Page = "explore" | "verify";

const titles: Readonly<Record<Page, string>> = { explore: "Explore", verify: "Verify" };

export function Header({ page, onChoose }: { readonly page: Page; readonly onChoose: (page: Page) => void }) {
  return (
    <header>
      <h1>secondbest</h1>
      <nav aria-label="Pages">
        {(Object.keys(titles) as Page[]).map((name) => (
          <button key={name} type="button" aria-current={name === page ? "page" : undefined} onClick={() => onChoose(name)}>
            {titles[name]}
          </button>
        ))}
        <a href="./docs/index.html">Documentation</a>
      </nav>
    </header>
  );
}
