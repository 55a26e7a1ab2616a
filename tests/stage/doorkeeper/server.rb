# frozen_string_literal: true

# Doorkeeper (the OAuth server of Mastodon and GitLab) in a Rails application of one process, from
# Debian's packages. Here: the settings, the tables, the routes, the start. The pages, the API and
# the control door are in app.rb.
#
# Options come as JSON in STAGE_OPTIONS; ../src/doorkeeper.rs describes them. STAGE_SCRATCH is a
# folder for the database. The first line of standard output is JSON with the address.

require "json"
require "socket"

OPTIONS = JSON.parse(ENV.fetch("STAGE_OPTIONS", "{}"))
SCRATCH = ENV.fetch("STAGE_SCRATCH")
ENV["RAILS_ENV"] = "production"
ENV["DATABASE_URL"] = "sqlite3:#{File.join(SCRATCH, "doorkeeper.sqlite3")}?pool=8&timeout=5000"

require "logger"
require "rails"
require "active_record/railtie"
require "action_controller/railtie"
require "sprockets/railtie"
require "doorkeeper"
require "puma"
require "puma/server"

class Stage < Rails::Application
  config.root = SCRATCH
  # All of the database's settings are in DATABASE_URL; Rails asks for the file all the same.
  config.paths["config/database"] = File::NULL
  config.eager_load = false
  # The page about an address that is not there is long and slow, and probes ask for many.
  config.consider_all_requests_local = false
  config.secret_key_base = "stage" * 12
  config.hosts.clear
  config.logger = Logger.new($stderr)
  config.log_level = :info
  config.active_record.legacy_connection_handling = false
  config.assets.compile = true
  config.assets.precompile += %w[doorkeeper/application.css]
  config.active_support.deprecation = :stderr
  config.session_store :cookie_store, key: "_doorkeeper_session"
end

# Somebody who has logged in; the name is the id.
Person = Struct.new(:id) do
  def to_s = id
end

Doorkeeper.configure do
  orm :active_record
  resource_owner_authenticator do
    session[:user_id] ? Person.new(session[:user_id]) : redirect_to("/login?#{{ to: request.fullpath }.to_query}")
  end
  grant_flows %w[authorization_code client_credentials] + (OPTIONS["implicit"] ? %w[implicit] : [])
  default_scopes :read
  optional_scopes :write, :follow, :"read:accounts", :"write:statuses"
  use_refresh_token if OPTIONS["refresh_tokens"]
  force_ssl_in_redirect_uri false
  access_token_expires_in OPTIONS["expires_in"]
  allow_token_introspection { |_token, client, _introspector| !client.nil? }
  access_token_generator "LongToken" if OPTIONS["token_length"]
  base_controller "ActionController::Base"
end

require_relative "app"
Stage.middleware.use TokenLog
Stage.initialize!

ActiveRecord::Migration.verbose = false
ActiveRecord::Schema.define do
  create_table :oauth_applications do |t|
    t.string :name, null: false
    t.string :uid, null: false, index: { unique: true }
    t.string :secret, null: false
    t.text :redirect_uri, null: false
    t.string :scopes, null: false, default: ""
    t.boolean :confidential, null: false, default: true
    t.timestamps null: false
  end
  create_table :oauth_access_grants do |t|
    t.string :resource_owner_id, null: false
    t.references :application, null: false
    t.string :token, null: false, index: { unique: true }
    t.integer :expires_in, null: false
    t.text :redirect_uri, null: false
    t.datetime :created_at, null: false
    t.datetime :revoked_at
    t.string :scopes, null: false, default: ""
    t.string :code_challenge
    t.string :code_challenge_method
  end
  # With `previous_refresh_token` an old refresh token works until the new access token is used.
  create_table :oauth_access_tokens do |t|
    t.string :resource_owner_id
    t.references :application, null: false
    t.string :token, null: false, index: { unique: true }
    t.string :refresh_token, index: { unique: true }
    t.integer :expires_in
    t.datetime :revoked_at
    t.datetime :created_at, null: false
    t.string :scopes
    t.string :previous_refresh_token, null: false, default: ""
  end
end

OPTIONS.fetch("clients").each do |client|
  Doorkeeper::Application.create!(
    name: client["name"], uid: client["id"], secret: client["secret"], redirect_uri: client["redirect_uris"].join("\n"),
    scopes: client["scopes"], confidential: client["confidential"]
  )
end

Stage.routes.draw do
  use_doorkeeper(scope: OPTIONS["mount"]) { skip_controllers :applications, :authorized_applications }
  get "/login" => "pages#login"
  post "/login" => "pages#enter"
  post "/api/v1/apps" => "api#register"
  get "/api/v1/accounts/verify_credentials" => "api#verify_credentials"
  post "/api/v1/statuses" => "api#post_status"
  get "/api/v1/about/user" => "api#about_user"
  get "/api/v2/employee" => "api#employee"
  get "/api/v1/instance" => "api#instance" if OPTIONS["instance"]
  get "/api/*path" => "api#read"
  get "/control/requests" => "control#requests"
  post "/control/revoke" => "control#revoke"
  post "/control/token" => "control#token"
end

puma = Puma::Server.new(Stage, Puma::Events.stdio, min_threads: 1, max_threads: 4)
port = puma.add_tcp_listener("127.0.0.1", 0).addr[1]
puma.run
puts JSON.generate(url: "http://127.0.0.1:#{port}")
$stdout.flush
sleep
