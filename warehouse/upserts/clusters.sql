-- clustered -> articles: only where the cluster is another one.
update articles
set cluster_id = clustered.cluster_id
from clustered
where
    articles.article_id = clustered.article_id
    and articles.cluster_id is distinct from clustered.cluster_id;
