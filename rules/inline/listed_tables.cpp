#include "rules/inline/listed_tables.h"

namespace gavel::inline_code {
namespace {

constexpr Acting r_acting[] = {
    {"test_dir", Does::code},
    {"test_local", Does::code},
    {"test_file", Does::code},
    {"test_package", Does::code},
    {"load_all", Does::code},
    {"roxygenise", Does::code},
    {"lint_package", Does::code},
    {"render", Does::code},
    {"document", Does::code},
    {"package_coverage", Does::code},
    {"test", Does::code},
    {"check", Does::code},
    {"system", Does::shell},
    {"system2", Does::opaque},
    {"shell", Does::shell},
    {"pipe", Does::shell},
    {"source", Does::file},
    {"sys.source", Does::file},
    {"eval", Does::opaque},
    {"evalq", Does::opaque},
    {"parse", Does::opaque},
    {"str2lang", Does::opaque},
    {"str2expression", Does::opaque},
    {"do.call", Does::opaque},
    {"match.fun", Does::opaque},
    {"get", Does::opaque},
    {"get0", Does::opaque},
    {"mget", Does::opaque},
    {"getFunction", Does::opaque},
    {"getFromNamespace", Does::opaque},
    {"getExportedValue", Does::opaque},
    {"asNamespace", Does::opaque},
    {"Recall", Does::opaque},
    {"as.call", Does::opaque},
    {"call", Does::opaque},
    {"dyn.load", Does::opaque},
    {".Call", Does::opaque},
    {".External", Does::opaque},
    {".Internal", Does::opaque},
    {".Primitive", Does::opaque},
    {".C", Does::opaque},
    {"ccall", Does::opaque},
    {"load", Does::opaque},
    {"readRDS", Does::opaque},
    {"unserialize", Does::opaque},
    {"attach", Does::opaque},
    {"install.packages", Does::opaque},
    {"remove.packages", Does::opaque},
    {"update.packages", Does::opaque},
    {"unlink", Does::remove_tree},
    {"file.remove", Does::remove},
    {"file.rename", Does::move},
    {"file.copy", Does::copy},
    {"file.create", Does::open_write},
    {"file.append", Does::append},
    {"file.symlink", Does::opaque},
    {"dir.create", Does::append},
    {"Sys.chmod", Does::chmod},
    {"Sys.setenv", Does::opaque},
    {"setwd", Does::opaque},
    {"writeLines", Does::opaque},
    {"write", Does::opaque},
    {"write.csv", Does::opaque},
    {"write.table", Does::opaque},
    {"saveRDS", Does::opaque},
    {"save", Does::opaque},
    {"dump", Does::opaque},
    {"sink", Does::open_write},
    {"dput", Does::opaque},
    {"file", Does::opaque},
    {"download.file", Does::opaque},
    {"url", Does::opaque},
    {"socketConnection", Does::opaque},
    {"readLines", Does::read},
    {"readline", Does::stdin},
    {"scan", Does::opaque},
    {"read.csv", Does::read},
    {"read.table", Does::read},
    {"read.delim", Does::read},
    {"readChar", Does::read},
    {"readBin", Does::read},
    {"list.files", Does::read},
    {"dir", Does::read},
    {"file.exists", Does::none},
    {"Sys.getenv", Does::environment},
    {"Sys.kill", Does::opaque},
    {"pskill", Does::opaque},
    {"body", Does::opaque},
    {"trace", Does::opaque},
    {"assign", Does::opaque},
    {"delayedAssign", Does::opaque},
    {"makeActiveBinding", Does::opaque},
    {"pdf", Does::open_write},
    {"png", Does::open_write},
};

constexpr std::string_view r_harmless =
    "if for while function repeat switch return invisible print cat paste paste0 format sprintf c "
    "list vector numeric character logical integer double complex factor data.frame matrix array "
    "length nchar names colnames rownames dim nrow ncol sum mean median sd var min max range "
    "quantile cumsum cumprod prod round floor ceiling abs sqrt exp log log2 log10 log1p sin cos "
    "tan atan atan2 seq seq_len seq_along rep rev sort order unique table tabulate which which.max "
    "which.min any all is.na is.null is.numeric is.character is.function identical all.equal "
    "inherits class typeof mode str summary head tail apply sapply lapply vapply mapply tapply Map "
    "Filter Reduce outer crossprod solve det diag t rnorm runif rbinom sample set.seed dnorm pnorm "
    "qnorm lm glm anova coef residuals predict t.test cor merge aggregate subset with within "
    "transform split unsplit cut findInterval rbind cbind do strsplit gsub sub grepl grep "
    "regmatches "
    "regexpr gregexpr toupper tolower substr substring trimws startsWith endsWith rev stopifnot "
    "stop "
    "warning message tryCatch try suppressWarnings suppressMessages nlevels levels as.numeric "
    "as.integer as.character as.logical as.factor as.Date as.data.frame is.element unlist setdiff "
    "union intersect append Sys.time Sys.Date Sys.info sessionInfo R.Version packageVersion "
    "installed.packages library require requireNamespace loadedNamespaces search ls exists nargs "
    "missing is.list ifelse bitwAnd bitwOr strtoi rawToChar charToRaw utf8ToInt intToUtf8 "
    "numeric_version R.home file.path basename dirname normalizePath getwd commandArgs date months "
    "weekdays difftime choose factorial gamma beta combn expand.grid nlevels max.col rowSums "
    "colSums "
    "rowMeans colMeans scale sweep is.data.frame object.size Sys.sleep proc.time system.time "
    "Negate identity Vectorize toString shQuote sQuote dQuote noquote formatC prettyNum mtcars "
    "iris "
    "data traceback q quit";

constexpr Acting julia_acting[] = {
    {"run", Does::none},
    {"read", Does::read},
    {"readlines", Does::read},
    {"eachline", Does::read},
    {"readdir", Does::read},
    {"open", Does::opaque},
    {"write", Does::open_write},
    {"rm", Does::remove_tree},
    {"mv", Does::move},
    {"cp", Does::copy},
    {"mkdir", Does::append},
    {"mkpath", Does::append},
    {"touch", Does::append},
    {"symlink", Does::opaque},
    {"chmod", Does::chmod},
    {"download", Does::opaque},
    {"include", Does::file},
    {"include_string", Does::opaque},
    {"eval", Does::opaque},
    {"evalfile", Does::file},
    {"Meta", Does::opaque},
    {"ccall", Does::opaque},
    {"dlopen", Does::opaque},
    {"unsafe_load", Does::opaque},
    {"unsafe_store!", Does::opaque},
    {"invokelatest", Does::opaque},
    {"getfield", Does::opaque},
    {"getproperty", Does::opaque},
    {"Core", Does::opaque},
    {"Pkg", Does::code},
    {"cd", Does::opaque},
    {"ENV", Does::environment},
    {"Libdl", Does::opaque},
    {"Sockets", Does::opaque},
    {"connect", Does::opaque},
    {"listen", Does::opaque},
    {"serialize", Does::opaque},
    {"deserialize", Does::opaque},
    {"pipeline", Does::opaque},
    {"Cmd", Does::opaque},
    {"setenv", Does::opaque},
    {"spawn", Does::opaque},
    {"kill", Does::opaque},
    {"exit", Does::none},
    {"truncate", Does::opaque},
    {"stdin", Does::stdin},
    {"readline", Does::stdin},
    {"getglobal", Does::opaque},
    {"Expr", Does::opaque},
    {"parse", Does::none},
    {"mktemp", Does::none},
    {"mktempdir", Does::none},
    {"redirect_stdout", Does::opaque},
    {"Distributed", Does::opaque},
    {"addprocs", Does::opaque},
    {"remotecall", Does::opaque},
    {"eval_string", Does::opaque},
    {"cmd_gen", Does::opaque},
    {"shell_parse", Does::opaque},
    {"Base", Does::none},
};

constexpr std::string_view julia_harmless =
    "if for while function return begin let print println show display string repr sum prod "
    "maximum "
    "minimum extrema length size ndims zeros ones fill rand randn collect range map filter reduce "
    "foldl foldr foreach zip enumerate any all count push! pop! append! sort sort! unique reverse "
    "join split replace strip uppercase lowercase startswith endswith contains occursin match "
    "eachmatch parse tryparse Int Float64 Int64 String Bool Dict Set Array Vector Matrix Tuple "
    "Pair "
    "NamedTuple abs sqrt exp log log2 log10 sin cos tan floor ceil round trunc div mod rem gcd lcm "
    "isprime factorial mean median std var cor dot norm inv det tr transpose isempty haskey keys "
    "values get first last in eltype typeof isa convert typemax typemin isnothing coalesce "
    "something "
    "error throw rethrow now today year month day Date DateTime sleep time versioninfo VERSION "
    "joinpath basename dirname abspath pwd isfile isdir exit max min cumsum hcat vcat reshape "
    "eachindex axes findfirst findall argmax argmin lpad rpad digits bitstring big BigInt BigFloat "
    "Rational Complex real imag conj identity ntuple iseven isodd iszero isone sprint divrem "
    "instantiate resolve precompile status build activate "
    "string print test assert time elapsed allocated sum! include_dependency printf sprintf";

constexpr Acting scala_acting[] = {
    {"sys", Does::opaque},         {"process", Does::opaque},
    {"Process", Does::opaque},     {"ProcessBuilder", Does::opaque},
    {"Runtime", Does::opaque},     {"Files", Does::opaque},
    {"File", Does::opaque},        {"FileWriter", Does::opaque},
    {"PrintWriter", Does::opaque}, {"Source", Does::opaque},
    {"URL", Does::opaque},         {"Socket", Does::opaque},
    {"Class", Does::opaque},       {"classOf", Does::opaque},
    {"reflect", Does::opaque},     {"java", Does::opaque},
    {"javax", Does::opaque},       {"os", Does::opaque},
    {"requests", Does::opaque},    {"io", Does::opaque},
    {"nio", Does::opaque},         {"import", Does::opaque},
    {"readLine", Does::stdin},     {"stdin", Does::stdin},
};

constexpr std::string_view scala_harmless =
    "if for while match case def val var return yield println print printf List Seq Vector Map Set "
    "Array Range Some Option Either Left Right Try Success Failure Iterator LazyList Tuple2 map "
    "flatMap filter filterNot foreach fold foldLeft foldRight reduce reduceLeft sum product max "
    "min "
    "sorted sortBy sortWith reverse size length head tail last init take drop takeWhile dropWhile "
    "mkString toList toSeq toVector toArray toSet toMap toString toInt toDouble toLong groupBy "
    "partition zip zipWithIndex unzip distinct contains exists forall count find indexOf split "
    "trim "
    "replace toUpperCase toLowerCase startsWith endsWith substring charAt isEmpty nonEmpty "
    "getOrElse "
    "get orElse isDefined to until by abs pow sqrt math format formatted stripMargin capitalize "
    "grouped sliding combinations permutations transpose iterator maxBy minBy collect range fill "
    "tabulate round floor ceil update append apply keys values Random nextInt currentTimeMillis r "
    "BigInt BigDecimal asInstanceOf isInstanceOf equals hashCode util assert require";

constexpr Acting clojure_acting[] = {
    {"slurp", Does::read},         {"spit", Does::open_write},
    {"sh", Does::opaque},          {"shell", Does::opaque},
    {"process", Does::opaque},     {"eval", Does::opaque},
    {"load-string", Does::opaque}, {"load-file", Does::file},
    {"load-reader", Does::opaque}, {"load", Does::opaque},
    {"read-string", Does::opaque}, {"read", Does::opaque},
    {"resolve", Does::opaque},     {"requiring-resolve", Does::opaque},
    {"ns-resolve", Does::opaque},  {"find-var", Does::opaque},
    {"intern", Does::opaque},      {"import", Does::opaque},
    {"require", Does::opaque},     {"use", Does::opaque},
    {"delete-file", Does::remove}, {"delete-tree", Does::remove_tree},
    {"copy", Does::opaque},        {"file", Does::opaque},
    {"new", Does::opaque},         {"doto", Does::opaque},
    {"proxy", Does::opaque},       {"reify", Does::opaque},
    {"exit", Does::opaque},        {"read-line", Does::stdin},
    {"*in*", Does::stdin},         {"memfn", Does::opaque},
    {"..", Does::opaque},          {".", Does::opaque},
};

constexpr std::string_view clojure_harmless =
    "def defn defn- fn let letfn loop recur if if-not if-let when when-not when-let cond condp "
    "case "
    "do doseq dotimes for and or not = == < > <= >= + - * / inc dec mod rem quot abs max min "
    "println "
    "print prn pr pr-str str format printf name keyword symbol map mapv mapcat filter filterv "
    "remove "
    "reduce reduce-kv apply partial comp complement juxt some every? not-any? first second rest "
    "next "
    "last butlast nth count conj cons concat into vec vector list set hash-map sorted-map assoc "
    "assoc-in dissoc update update-in get get-in keys vals merge merge-with select-keys zipmap "
    "group-by partition partition-all partition-by interleave interpose take drop take-while "
    "drop-while split-at sort sort-by reverse distinct frequencies range repeat repeatedly iterate "
    "cycle rand rand-int rand-nth shuffle even? odd? zero? pos? neg? nil? empty? seq vector? map? "
    "string? number? contains? subs str/join str/split str/upper-case str/lower-case str/trim "
    "str/replace str/includes? str/starts-with? str/blank? clojure.string/join "
    "clojure.string/split "
    "clojure.string/upper-case clojure.string/replace -> ->> as-> some-> identity constantly time "
    "Math/sqrt Math/pow Math/abs Math/floor Math/PI Integer/parseInt Long/parseLong parse-long int "
    "double long float bigint ratio? set/union set/difference set/intersection flatten lazy-seq "
    "realized? doall dorun run! atom deref swap! reset! clojure-version System/currentTimeMillis "
    "re-find re-seq re-matches re-pattern not= boolean true? false? tree-seq transduce";

constexpr Listed languages[] = {
    {"r", "#", "._", false, false, false, "", r_harmless, r_acting},
    {"julia", "#", "_!", true, false, false, "function macro struct", julia_harmless, julia_acting},
    {"scala", "//", "_", false, false, true, "def val var class object", scala_harmless,
     scala_acting},
    {"clojure", ";", "-_!?*+<>=./&%'", false, true, false, "def defn defn- fn let loop",
     clojure_harmless, clojure_acting},
};

}  // namespace

std::span<const Listed> listed_languages() {
  return languages;
}

}  // namespace gavel::inline_code
